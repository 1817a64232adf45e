import { useNetwork } from "@mantine/hooks";
import { useRef } from "react";
import { useFormats } from "../hooks/use-formats.ts";
import { t } from "../i18n/i18n.ts";
import classes from "./shell.module.css";

/** Says that nothing can be saved just now. */
export function OfflineStrip() {
  const { online } = useNetwork();
  const since = useRef<number>(undefined);
  const { time } = useFormats();
  since.current = online ? undefined : (since.current ?? Date.now());
  if (since.current === undefined) return null;
  return (
    <div role="status" className={classes.offline}>
      {t("Offline since {time}. Reading only.", { time: time(since.current) })}
    </div>
  );
}
