/** An MRN: grouped for the eye, raw on the clipboard. */

import { formatMrn } from "@pms/contracts/patients/mrn";
import type { ClipboardEvent } from "react";
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
