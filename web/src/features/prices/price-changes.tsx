import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import rowClasses from "../../components/rows.module.css";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { useWhose } from "./price-table.tsx";
import { changesQuery } from "./queries.ts";

/** What a code costs, has cost and will cost; of two for one day the upper one counts. */
export function PriceChanges({ code, onClose }: { code: string; onClose: () => void }) {
  const query = useQuery(changesQuery(code));
  const { money, date, instant } = useFormats();
  const whose = useWhose();
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t("What {code} has cost", { code })}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      {query.isPending && <Waiting rows={3} />}
      {query.isError && (
        <Failure what={t("The prices could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && (
        <>
          {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
          <table className={rowClasses.table} role="table" aria-label={t("What {code} has cost", { code })}>
            <thead>
              <tr>
                <th scope="col">{t("From")}</th>
                <th scope="col">{t("Counts for")}</th>
                <th scope="col">{t("Set")}</th>
                <th scope="col" className={rowClasses.right}>
                  {t("Price")}
                </th>
              </tr>
            </thead>
            <tbody>
              {query.data.data.map((price) => (
                <tr key={price.id}>
                  <td className="tabular" data-wide>
                    {date(price.effectiveFrom)}
                  </td>
                  <td>{whose(price)}</td>
                  <td className="tabular">{instant(price.setAt)}</td>
                  <td className={rowClasses.right}>{price.amount ? money(price.amount) : t("Off the list")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Modal>
  );
}
