/**
 * What was taken at the counters on the day on which the sample data are made, by those who sit
 * there.
 */
import type { AccountList } from "@pms/contracts/billing/accounts";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Static } from "typebox";
import { type ApiClient, signIn } from "../api-client.ts";
import type { DemoUser } from "./demo-users.ts";

/** Method and minor units, one patient after the other. */
const counters: Readonly<Record<string, readonly [method: string, amountMinor: number][]>> = {
  "front-desk@clinic.example": [
    ["cash", 2_500],
    ["card", 4_000],
    ["cash", 1_250],
    ["check", 8_600],
    ["card", 2_500],
    ["cash", 2_500],
    ["card", 12_500],
  ],
  "front-desk.north@clinic.example": [
    ["card", 2_500],
    ["cash", 3_000],
    ["card", 6_150],
  ],
  "biller@clinic.example": [
    ["check", 18_250],
    ["echeck", 42_000],
  ],
};

/** Sent again under the same keys, it posts nothing more. */
export async function takePayments(url: string, users: readonly DemoUser[]): Promise<void> {
  const taken: LedgerTransaction[] = [];
  for (const { email, password } of users) {
    const payments = counters[email];
    if (!payments) continue;
    const api = await signIn(url, email, password);
    const { data } = await api.get<Static<typeof AccountList>>("/api/billing/accounts?status=active&limit=50");
    for (const [index, [method, amountMinor]] of payments.entries()) {
      const account = data[index * 4];
      if (!account) continue;
      const body = { amount: { amountMinor, currency: account.currency }, method };
      taken.push(await post(api, `accounts/${account.id}/payments`, body, `demo counter ${email} ${index}`));
    }
  }
  await correctOne(url, users, taken[2]);
}

/** A payment that was typed twice, undone by who may. */
async function correctOne(url: string, users: readonly DemoUser[], typedTwice?: LedgerTransaction): Promise<void> {
  const biller = users.find(({ role, at }) => role === "biller" && at === undefined);
  if (!biller || !typedTwice) return;
  const api = await signIn(url, biller.email, biller.password);
  await post(api, `transactions/${typedTwice.id}/reversal`, { reason: "Typed twice" }, "demo counter correction");
}

function post(api: ApiClient, path: string, body: object, key: string): Promise<LedgerTransaction> {
  return api.post(`/api/billing/${path}`, body, { "idempotency-key": key });
}
