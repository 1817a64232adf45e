import { Button, Group } from "@mantine/core";
import type { Price } from "@pms/contracts/billing/prices";
import rowClasses from "../../components/rows.module.css";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";

/** What the form of a price begins with: nothing, or a price that is on the list. */
export type PriceStart = Partial<Price>;

type Props = {
  rows: readonly Price[];
  /** Absent for whoever may only read. */
  onChange?: (price: Price) => void;
  onShowChanges: (price: Price) => void;
};

/** Whom a price counts for, in words. */
export function useWhose(): (price: Pick<Price, "facilityId" | "payer">) => string {
  const { facilities } = useMe();
  const names = new Map(facilities.map(({ id, name }) => [id, name]));
  return ({ facilityId, payer }) => {
    const parts = [payer, facilityId && (names.get(facilityId) ?? t("Another facility"))].filter(Boolean);
    return parts.join(", ") || t("Everybody");
  };
}

export function PriceTable({ rows, onChange, onShowChanges }: Props) {
  const { money, date } = useFormats();
  const whose = useWhose();
  return (
    <div className="surface">
      {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
      <table className={rowClasses.table} role="table" aria-label={t("Prices")}>
        <thead>
          <tr>
            {[t("Code"), t("Description"), t("Category"), t("Counts for"), t("Since")].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col" className={rowClasses.right}>
              {t("Price")}
            </th>
            <th scope="col">
              <span className="offscreen">{t("Actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((price) => (
            <tr key={price.id} data-row={price.id} tabIndex={-1}>
              <td className="tabular">{price.code}</td>
              <td data-wide>{price.description}</td>
              <td data-roomy="">{price.category}</td>
              <td>{whose(price)}</td>
              <td className="tabular" data-label={t("Since")}>
                {date(price.effectiveFrom)}
              </td>
              <td className={rowClasses.right}>{price.amount && money(price.amount)}</td>
              <td>
                <Group gap="xs" wrap="nowrap">
                  {onChange && (
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      onClick={() => onChange(price)}
                      aria-label={t("Change the price of {code}", { code: price.code })}
                    >
                      {t("Change")}
                    </Button>
                  )}
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    onClick={() => onShowChanges(price)}
                    aria-label={t("History of {code}", { code: price.code })}
                  >
                    {t("History")}
                  </Button>
                </Group>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
