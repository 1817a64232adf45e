import { Group, SegmentedControl, Stack } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import type { LedgerTransactionList } from "@pms/contracts/billing/transactions";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Static } from "typebox";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useDraft } from "../../hooks/use-draft.ts";
import { t } from "../../i18n/i18n.ts";
import { dropUnknown } from "../../lib/post-reliably.ts";
import { LedgerTable } from "./ledger-table.tsx";
import { reversalOf } from "./reverse-dialog.tsx";
import type { LedgerForms } from "./use-ledger-forms.ts";

type Query = UseInfiniteQueryResult<InfiniteData<Static<typeof LedgerTransactionList>>>;
type Props = { query: Query; account: Account; forms: LedgerForms };

/** Newest first, or as an account book runs; the choice holds for every ledger until the log-out. */
export function LedgerRows({ query, account, forms }: Props) {
  const { draft, keep } = useDraft<{ newestFirst: boolean }>("ledger-order");
  const newestFirst = draft?.newestFirst ?? true;
  const rows = (query.data?.pages.flatMap(({ data }) => data) ?? []).toReversed();
  const { close } = forms;
  useEffect(() => {
    // The ledger itself says what became of a reversal whose answer was lost: there is no second
    // one.
    for (const row of rows) if (row.reversedBy && dropUnknown(reversalOf(row.id))) close("h1");
  }, [rows, close]);
  return (
    <>
      {query.isPending && <Waiting rows={8} from={t("Billing")} />}
      {query.isError && (
        <Failure what={t("Billing did not answer.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && rows.length === 0 && (
        <div className="surface">
          <Empty>
            {account.status === "active"
              ? t("Nothing posted yet. The account is active.")
              : t("Nothing posted yet. The account is closed.")}
          </Empty>
        </div>
      )}
      {rows.length > 0 && (
        <Stack gap="sm">
          <Group justify="flex-end">
            <SegmentedControl
              size="xs"
              aria-label={t("Order")}
              value={newestFirst ? "newest" : "oldest"}
              onChange={(order) => keep({ newestFirst: order === "newest" })}
              data={[
                { value: "newest", label: t("Newest first") },
                { value: "oldest", label: t("Oldest first") },
              ]}
            />
          </Group>
          {!newestFirst && <LoadMore query={query}>{t("Load earlier")}</LoadMore>}
          <LedgerTable
            rows={rows}
            newestFirst={newestFirst}
            complete={!query.hasNextPage}
            markedId={forms.open && "row" in forms.open ? forms.open.row.id : forms.markedId}
            onAct={(row, form) => forms.setOpen({ form, row })}
          />
          {newestFirst && <LoadMore query={query}>{t("Load earlier")}</LoadMore>}
        </Stack>
      )}
    </>
  );
}
