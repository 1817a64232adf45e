/** An MRN: grouped for the eye, raw on the clipboard. */
import type { ClipboardEvent } from "react";
import { formatMrn } from "../lib/mrn.ts";
import classes from "./mrn.module.css";

export function Mrn({ value }: { value: string }) {
  function copyRaw(event: ClipboardEvent) {
    event.clipboardData.setData("text/plain", value);
    event.preventDefault();
  }
  return (
    <span className={classes.mrn} onCopy={copyRaw}>
      {formatMrn(value)}
    </span>
  );
}
