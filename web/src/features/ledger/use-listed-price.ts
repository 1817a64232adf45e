import { useDebouncedValue } from "@mantine/hooks";
import type { Account } from "@pms/contracts/billing/accounts";
import { codePattern } from "@pms/contracts/text/patterns";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../lib/api.ts";
import { parseExactDate } from "../../lib/parse-birth-date.ts";
import type { Reading } from "../../patient/form-values.ts";
import { useMay } from "../../session/session.ts";
import type { ChargeDraft, Listed } from "./charge-draft.ts";

const pauseMs = 150;

/** What the price list says of a code on a day; null where it says nothing. */
const listedQuery = (asked: { code: string; serviceDate: string; facilityId: string; currency: string }) =>
  queryOptions({
    queryKey: ["prices", "quote", asked],
    queryFn: async ({ signal }): Promise<Listed | null> => {
      const { price } = await call("GET", "/api/billing/prices/quote", { query: asked, signal });
      return price.amount && { amountMinor: price.amount.amountMinor, description: price.description };
    },
    staleTime: 60_000,
    retry: false,
  });

/**
 * The price of what stands in a charge's form, looked up while it is typed; `askNow` waits for it.
 */
export function useListedPrice(
  draft: ChargeDraft,
  { currency, facilityId }: Pick<Account, "currency" | "facilityId">,
  { order, today }: Reading,
): { listed: Listed | undefined; askNow: () => Promise<Listed | undefined> } {
  const client = useQueryClient();
  const may = useMay();
  const code = draft.code?.trim() ?? "";
  const served = parseExactDate(draft.serviceDate?.trim() || today, order, today, "service date");
  const serviceDate = "date" in served ? served.date : today;
  const asks = may("price:read") && new RegExp(codePattern).test(code);
  const asked = { code, serviceDate, facilityId, currency };
  const [settled] = useDebouncedValue(asked, pauseMs);
  const query = useQuery({ ...listedQuery(settled), enabled: asks && settled.code === code });
  const isOfThis = asks && settled.code === code && settled.serviceDate === serviceDate;
  return {
    listed: isOfThis ? (query.data ?? undefined) : undefined,
    askNow: async () =>
      asks ? ((await client.fetchQuery(listedQuery(asked)).catch(() => null)) ?? undefined) : undefined,
  };
}
