import { Button } from "@mantine/core";
import type { ListedReport } from "@pms/contracts/analytics/reports";
import { useState } from "react";
import { serverText, t } from "../../i18n/i18n.ts";
import { callRaw } from "../../lib/api.ts";
import { saveFile } from "../../lib/save-file.ts";
import { type ReportQuery, reportPath } from "./queries.ts";

type Props = { listed: ListedReport; format: "csv" | "svg"; query: ReportQuery };

/** Saves what the panel shows, as a table or a picture. */
export function SaveButton({ listed: { name, title }, format, query }: Props) {
  const [failed, setFailed] = useState(false);
  function save() {
    setFailed(false);
    callRaw("GET", "/api/analytics/reports/{name}", { path: reportPath(name), query: { ...query, format } })
      .then((answer) => saveFile(answer, `${name}.${format}`))
      .catch(() => setFailed(true));
  }
  const shown = format.toUpperCase();
  return (
    <Button
      variant="subtle"
      size="xs"
      onClick={save}
      aria-label={t("Save {title} as {format}", { title: serverText(title), format: shown })}
    >
      {failed ? t("Not saved: {format}", { format: shown }) : shown}
    </Button>
  );
}
