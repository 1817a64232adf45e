import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import classes from "../../patient/record.module.css";
import type { Changed } from "./version-changes.ts";

/** Field by field: what it was, struck, and what it became. */
export function ChangePairs({ changes }: { changes: readonly Changed[] }) {
  return (
    <dl className={classes.pairs}>
      {changes.map(({ pointer, label, from, to }) => (
        <div key={pointer} style={{ display: "contents" }}>
          <dt>{label}</dt>
          <dd>
            <Rich
              text="<0/> → <1/>"
              elements={[
                <del key="from" dir="auto">
                  {from || "—"}
                </del>,
                <ins key="to" dir="auto">
                  {to || "—"}
                </ins>,
              ]}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The same as sentences: `Phone changed from 555-0100 to 555-0199.` */
export function ChangeSentences({ changes }: { changes: readonly Changed[] }) {
  if (changes.length === 0) return t("These two versions say the same.");
  return (
    <ul style={{ margin: 0, overflowWrap: "anywhere" }}>
      {changes.map((change) => (
        <li key={change.pointer}>{sentenceOf(change)}</li>
      ))}
    </ul>
  );
}

function sentenceOf({ label, from, to }: Changed): string {
  if (!from) return t("{field} was not there, and became {to}.", { field: label, to });
  if (!to) return t("{field} was {from}, and was removed.", { field: label, from });
  return t("{field} changed from {from} to {to}.", { field: label, from, to });
}
