/** What a merge asks of billing. */
import {
  type BillingAccount,
  type BillingServiceDefinition,
  TransactionType,
} from "@pms/contracts/gen/pms/billing/v1/billing";
import { callAs } from "@pms/kit/clients/rpc";
import { ProblemError } from "@pms/kit/problem/problem";
import { type Client, ClientError, Status } from "nice-grpc";
import type { AccountSum, Billing, BillingCaller, PostedSince } from "./billing.ts";
import { toProblem } from "./billing-problem.ts";

type Merging = Pick<Billing, "previewMerge" | "mergeAccounts" | "previewUnmerge" | "unmergeAccounts">;

const deadlineMs = 5_000;
/** Somebody waits for these. */
const previewDeadlineMs = 2_000;

export function mergingOf(client: Client<typeof BillingServiceDefinition>): Merging {
  const as = ({ token, ...origin }: BillingCaller, limitMs = deadlineMs) => callAs(token, limitMs, origin);
  return {
    async previewMerge({ mergeId, survivorId, mergedId }, caller) {
      const request = { mergeId, survivorPatientId: survivorId, mergedPatientId: mergedId, dryRun: true };
      const answer = await explained(client.mergeBillingAccounts(request, as(caller, previewDeadlineMs)));
      const { survivor, merged, movedMinor, movedPayerMinor } = answer;
      return { survivor: sumOf(survivor), merged: sumOf(merged), movedMinor, movedPayerMinor };
    },
    async mergeAccounts({ mergeId, survivorId, mergedId }, caller) {
      const request = { mergeId, survivorPatientId: survivorId, mergedPatientId: mergedId };
      await explained(client.mergeBillingAccounts(request, as(caller)));
    },
    async previewUnmerge(mergeId, caller) {
      const request = { mergeId, dryRun: true };
      const { postedSince } = await explained(client.unmergeBillingAccounts(request, as(caller, previewDeadlineMs)));
      return postedSince.map((row): PostedSince => {
        const { id, effectiveOn, postedAt, code } = row;
        const { amountMinor = 0n, currency = "" } = row.amount ?? {};
        return { id, type: typeNames[row.type] ?? "", amountMinor, currency, effectiveOn, postedAt, code };
      });
    },
    async unmergeAccounts(mergeId, transactionIds, caller) {
      await explained(client.unmergeBillingAccounts({ mergeId, moveTransactionIds: [...transactionIds] }, as(caller)));
    },
  };
}

const typeNames: Readonly<Record<number, string>> = {
  [TransactionType.CHARGE]: "charge",
  [TransactionType.PAYMENT]: "payment",
  [TransactionType.ADJUSTMENT]: "adjustment",
  [TransactionType.REFUND]: "refund",
  [TransactionType.TRANSFER]: "transfer",
};

function sumOf(account: BillingAccount | undefined): AccountSum {
  if (!account) throw new ProblemError("unavailable", "Billing answered too little.");
  const { id, patientId, balanceMinor, currency } = account;
  return { accountId: id, patientId, balanceMinor, currency };
}

/** Billing's own words where it refuses: they say why, and name nobody. */
async function explained<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ClientError && error.code === Status.FAILED_PRECONDITION)
      throw new ProblemError("conflict", error.details, { cause: error });
    throw toProblem(error);
  }
}
