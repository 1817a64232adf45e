/** Counts and sums of takings, one line each; on a phone two lines with the net sum at the right. */
import type { TakingsSums } from "@pms/contracts/billing/takings";
import type { ReactNode } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import classes from "./takings.module.css";

export type SumsLine = { key: string; label: ReactNode; sums: TakingsSums };
/** Lines that belong together under a heading, and what they come to. */
export type SumsGroup = { key: string; heading?: ReactNode; lines: readonly SumsLine[]; totals: readonly SumsLine[] };

const titles = [t("Payments"), t("Taken"), t("Paid back"), t("Reversed"), t("Net")];

type Props = { label: string; first: string; groups: readonly SumsGroup[] };

export function SumsTable({ label, first, groups }: Props) {
  return (
    <div className={`surface ${classes.holder}`}>
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={classes.table} role="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {titles.map((title) => (
              <th key={title} scope="col" className="num">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map(({ key, heading, lines, totals }) => (
          <tbody key={key}>
            {heading && (
              <tr className={classes.heading}>
                <th scope="rowgroup" colSpan={titles.length + 1}>
                  {heading}
                </th>
              </tr>
            )}
            {lines.map((line) => (
              <Line key={line.key} line={line} />
            ))}
            {totals.map((line) => (
              <Line key={line.key} line={line} total />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

function Line({ line: { label, sums }, total = false }: { line: SumsLine; total?: boolean }) {
  const { money, number } = useFormats();
  const { paidBack, reversed, net } = sums;
  const summed = ({ count, amount }: TakingsSums["paidBack"]) => (count === 0 ? "—" : money(amount));
  return (
    <tr data-row tabIndex={-1} className={total ? classes.total : undefined}>
      <th scope="row">{label}</th>
      <td className="num" data-label={t("Payments")}>
        {number(sums.count)}
      </td>
      <td className="num" data-taken data-label={t("Taken")}>
        {summed(sums)}
      </td>
      <td className="num" data-label={t("Paid back")} data-none={paidBack.count === 0 || undefined}>
        {summed(paidBack)}
      </td>
      <td className="num" data-label={t("Reversed")} data-none={reversed.count === 0 || undefined}>
        {summed(reversed)}
      </td>
      <td className={`num ${classes.net}`}>
        <span>{money(net)}</span>
      </td>
    </tr>
  );
}
