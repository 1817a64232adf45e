/** Billing over gRPC: deadlines, the caller's token, and status codes as problems. */
import {
  AccountStatus,
  type BillingAccount,
  BillingServiceDefinition,
} from "@pms/contracts/gen/pms/billing/v1/billing";
import { callAs, openRpcClient, type RpcTls } from "@pms/kit/clients/rpc";
import { ClientError, Status } from "nice-grpc";
import type { Account, Billing, BillingCaller, OpenedAccount } from "./billing.ts";
import { mergingOf } from "./billing-merges.ts";
import { toProblem } from "./billing-problem.ts";

const deadlineMs = 2_000;
const listDeadlineMs = 10_000;

/** @param address host:port */
export function openBilling(address: string, tls?: RpcTls): Billing & { close(): void } {
  const { client, close } = openRpcClient(BillingServiceDefinition, { address, ...(tls && { tls }) });
  const as = ({ token, ...origin }: BillingCaller, limitMs = deadlineMs) => callAs(token, limitMs, origin);
  return {
    close,
    ...mergingOf(client),
    async openAccounts(requests, caller, limitMs) {
      const accounts = requests.map(({ ownerUserId = "", ...request }) => ({ ...request, ownerUserId }));
      const [only] = accounts;
      const options = as(caller, limitMs);
      if (accounts.length === 1 && only)
        return [openedAccount(await translated(client.createBillingAccount(only, options)))];
      const answer = await translated(client.createBillingAccounts({ accounts }, options));
      return answer.accounts.map(openedAccount);
    },
    async findAccount(patientId, caller) {
      try {
        return account(await client.getBillingAccount({ patientId }, as(caller)));
      } catch (error) {
        if (error instanceof ClientError && error.code === Status.NOT_FOUND) return undefined;
        throw toProblem(error);
      }
    },
    async closeAccount(accountId, caller) {
      await translated(client.closeBillingAccount({ accountId }, as(caller)));
    },
    async reopenAccount(accountId, caller) {
      await translated(client.reopenBillingAccount({ accountId }, as(caller)));
    },
    async moveAccount(accountId, { facilityId, patientVersion }, caller) {
      const request = { accountId, facilityId, patientVersion: BigInt(patientVersion) };
      await translated(client.moveBillingAccount(request, as(caller)));
    },
    async listAccounts(pageToken, caller) {
      const options = as(caller, listDeadlineMs);
      const page = await translated(client.listBillingAccounts({ pageSize: 1_000, pageToken }, options));
      const { nextPageToken, overdueEvents } = page;
      return { accounts: page.accounts.map(account), nextPageToken, overdueEvents: Number(overdueEvents) };
    },
  };
}

function openedAccount({ id, patientId }: BillingAccount): OpenedAccount {
  return { accountId: id, patientId };
}

function account(answer: BillingAccount): Account {
  const { balanceMinor, status, facilityId } = answer;
  const place = { facilityId, patientVersion: Number(answer.patientVersion) };
  return { ...openedAccount(answer), ...place, balanceMinor, closed: status === AccountStatus.CLOSED };
}

async function translated<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw toProblem(error);
  }
}
