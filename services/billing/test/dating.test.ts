/**
 * One rule of dates for every posting and both doors, by its words: on no past day may money be
 * owed that never was.
 */
import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import { topics } from "@pms/contracts/events/events";
import { TransactionType } from "@pms/contracts/gen/pms/billing/v1/billing";
import { PatientUpdated } from "@pms/contracts/gen/pms/events/v1/patient_events";
import { callAs } from "@pms/kit/clients/rpc";
import fc from "fast-check";
import { followPatients } from "../src/accounts/consumer.ts";
import { admin, auditsOf, call, charge, openAccount, payment, post, service, startBilling, usd } from "./support.ts";

const billing = await startBilling({ after });

const send = async (id: string, kind: string, body: object) => {
  const { status, body: answer } = await call(billing, admin, "POST", `/api/billing/accounts/${id}/${kind}`, body);
  return { status, type: answer.type, detail: answer.detail, confirm: answer.confirm, id: answer.id };
};
const refund = (cents: number, effectiveOn?: string, more: object = {}) => ({
  amount: usd(cents),
  method: "check",
  reasonCode: "overpaid",
  ...(effectiveOn && { effectiveOn }),
  ...more,
});
const transfer = (cents: number, direction: string, effectiveOn: string, more: object = {}) => ({
  amount: usd(cents),
  direction,
  effectiveOn,
  ...more,
});
const balanceOn = async (id: string, asOf: string) => {
  const { body } = await call(billing, admin, "GET", `/api/billing/accounts/${id}?asOf=${asOf}`);
  return body.balance.amountMinor;
};

test("a refund is not dated before the payments that it gives back, whichever of several they are (REL-9)", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "payments", payment(300, { receivedOn: "2026-02-10" }));
  await post(billing, id, "payments", payment(200, { receivedOn: "2026-02-20" }));
  const early = await send(id, "refunds", refund(300, "2026-02-09"));
  assert.deepEqual([early.status, early.type], [422, "/problems/rule-violated"]);
  assert.match(early.detail, /at most USD 0\.00: .*, on 2026-02-09\./);
  assert.match((await send(id, "refunds", refund(301, "2026-02-10"))).detail, /at most USD 3\.00: .*, on 2026-02-10\./);
  assert.equal((await send(id, "refunds", refund(300, "2026-02-10"))).status, 201);
  // What was given back on the 10th covers nothing after it either.
  assert.equal((await send(id, "refunds", refund(1, "2026-02-15"))).status, 422);
  assert.equal((await send(id, "refunds", refund(200, "2026-02-20"))).status, 201);
  for (const day of ["2026-02-09", "2026-02-10", "2026-02-15", "2026-02-20"]) assert.equal(await balanceOn(id, day), 0);
});

test("a refund is not dated between a payment and its reversal, nor into days when the credit was spent (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const bounced = await post(billing, id, "payments", payment(500, { receivedOn: "2026-02-01" }));
  const url = `/api/billing/transactions/${bounced.id}/reversal`;
  assert.equal((await call(billing, admin, "POST", url, { reason: "bounced", effectiveOn: "2026-02-10" })).status, 201);
  assert.equal((await send(id, "refunds", refund(500, "2026-02-05"))).status, 422);
  await post(billing, id, "payments", payment(500, { receivedOn: "2026-03-01" }));
  await post(billing, id, "charges", charge(400, { serviceDate: "2026-03-05" }));
  assert.match((await send(id, "refunds", refund(101, "2026-03-02"))).detail, /at most USD 1\.00/);
  assert.equal((await send(id, "refunds", refund(100, "2026-03-02"))).status, 201);
  assert.equal(await balanceOn(id, "2026-03-05"), 0);
});

test("a payment that was given back is reversed today, not into the days before (REL-9)", async () => {
  const { id } = await openAccount(billing);
  const paid = await post(billing, id, "payments", payment(500, { receivedOn: "2026-02-01" }));
  await post(billing, id, "refunds", refund(500, "2026-02-05"));
  const reverse = (effectiveOn?: string) =>
    call(billing, admin, "POST", `/api/billing/transactions/${paid.id}/reversal`, {
      reason: "bounced",
      ...(effectiveOn && { effectiveOn }),
    });
  assert.equal((await reverse("2026-02-03")).status, 422);
  assert.equal((await reverse()).status, 201);
  assert.deepEqual([await balanceOn(id, "2026-02-01"), await balanceOn(id, "2026-02-06")], [-500, 0]);
});

test("credit is transferred into the past only from the day on which it was there; else it is asked about, once confirmed posted (REL-9)", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "payments", payment(400, { receivedOn: "2026-02-10" }));
  const early = await send(id, "transfers", transfer(400, "to-patient", "2026-02-09"));
  assert.deepEqual(
    [early.status, early.type, early.confirm],
    [422, "/problems/confirmation-required", ["uncovered-transfer"]],
  );
  assert.equal((await send(id, "transfers", transfer(401, "to-patient", "2026-02-10"))).status, 422);
  assert.equal((await send(id, "transfers", transfer(400, "to-patient", "2026-02-10"))).status, 201);
  const confirmed = transfer(400, "to-patient", "2026-02-09", { confirm: ["uncovered-transfer"] });
  assert.equal((await send(id, "transfers", confirmed)).status, 201);
});

test("both doors and every type ask about a date before the year of birth; a charge also long after the year of death", async () => {
  const opened = { patientId: randomUUIDv7(), facilityId: randomUUIDv7(), accountId: randomUUIDv7(), ownerUserId: "" };
  const options = async () => callAs(await billing.trust.token(service), 5_000);
  const { id, patientId } = await billing.client.createBillingAccount(
    { ...opened, birthYear: 1980, deathYear: 2020 },
    await options(),
  );
  const before = ["before-birth"];
  const dated = {
    charges: "serviceDate",
    payments: "receivedOn",
    adjustments: "effectiveOn",
    transfers: "effectiveOn",
  };
  const bodies = {
    charges: charge(100),
    payments: payment(100),
    adjustments: { amount: usd(100), direction: "debit", reasonCode: "r" },
    transfers: { amount: usd(100), direction: "between-payers" },
  };
  for (const [kind, field] of Object.entries(dated)) {
    const body = { ...bodies[kind as keyof typeof bodies], [field]: "1979-12-31" };
    const refused = await send(id, kind, body);
    assert.deepEqual([refused.status, refused.confirm], [422, before], kind);
    assert.equal((await send(id, kind, { ...body, confirm: ["after-death"] })).status, 422, kind);
    assert.equal((await send(id, kind, { ...body, confirm: before })).status, 201, kind);
    assert.equal((await send(id, kind, { ...body, [field]: "1980-01-01" })).status, 201, kind);
  }
  const late = await send(id, "charges", charge(100, { serviceDate: "2022-01-01" }));
  assert.deepEqual([late.status, late.confirm], [422, ["after-death"]]);
  assert.equal((await send(id, "charges", charge(100, { serviceDate: "2021-12-31" }))).status, 201);
  assert.equal((await send(id, "payments", payment(100, { receivedOn: "2024-01-01" }))).status, 201);
  assert.equal(
    (await send(id, "charges", charge(1, { serviceDate: "2022-01-01", confirm: ["after-death"] }))).status,
    201,
  );
  assert.ok((await auditsOf(billing, patientId)).some(({ details }) => details.confirmed === "after-death"));

  const rpc = async (confirm: string[]) =>
    billing.client.postTransaction(
      {
        accountId: id,
        type: TransactionType.CHARGE,
        amount: { amountMinor: 100n, currency: "USD" },
        idempotencyKey: randomUUID(),
        code: "99213",
        description: "Office visit",
        effectiveOn: "1979-01-01",
        confirm,
      },
      callAs(await billing.trust.token(admin), 5_000),
    );
  await assert.rejects(rpc([]), /FAILED_PRECONDITION/);
  await assert.rejects(rpc(["no-such-question"]), /INVALID_ARGUMENT/);
  assert.equal((await rpc(before)).effectiveOn, "1979-01-01");

  const row = { type: "charge", patientId, ...charge(100, { serviceDate: "1979-01-01" }) };
  const batch = {
    source: "old system",
    transactions: [
      { ...row, externalId: "1" },
      { ...row, externalId: "2", confirm: before },
    ],
  };
  const { body } = await call(billing, admin, "POST", "/api/billing/batches", batch);
  assert.deepEqual(
    body.results.map((result: { outcome: string }) => result.outcome),
    ["refused", "posted"],
  );
  assert.deepEqual(body.results[0].problem.confirm, before);
});

test("the years follow the patient's record, and an older version does not undo a newer one (REL-6)", async () => {
  const { id, patientId, facilityId } = await openAccount(billing);
  const updated = (version: bigint, birthYear: number, deathYear: number) => ({
    topic: topics.patient,
    key: patientId,
    id: randomUUID(),
    type: "PatientUpdated",
    source: "/services/patient",
    time: new Date().toISOString(),
    payload: PatientUpdated.encode(
      PatientUpdated.fromPartial({ patient: { patientId, facilityId, version, birthYear, deathYear } }),
    ).finish(),
    partition: 0,
    offset: 0n,
  });
  const follow = (...events: ReturnType<typeof updated>[]) =>
    billing.database.db.transaction().execute((tx) => followPatients(tx, events));
  await follow(updated(3n, 2000, 2001));
  await follow(updated(2n, 1950, 0));
  assert.equal((await send(id, "charges", charge(1, { serviceDate: "1999-01-01" }))).status, 422);
  assert.equal((await send(id, "charges", charge(1, { serviceDate: "2003-01-01" }))).status, 422);
  assert.equal((await send(id, "charges", charge(1, { serviceDate: "2002-01-01" }))).status, 201);
});

const day = fc.integer({ min: 1, max: 12 }).map((n) => `2026-03-${String(n).padStart(2, "0")}`);
const party = fc.constantFrom("patient" as const, "payer" as const);
const amount = fc.integer({ min: 1, max: 300 });
const step = fc.record({
  kind: fc.constantFrom(
    "charges",
    "payments",
    "payments",
    "refunds",
    "refunds",
    "transfers",
    "adjustments",
    "reversal",
  ),
  amount,
  on: day,
  party,
  which: fc.nat(20),
});

test("after any history that was accepted, no day shows money given back that had not come in, and no refund made a debt (REL-9)", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const { id } = await openAccount(billing);
      const posted: string[] = [];
      const days = Array.from({ length: 12 }, (_, n) => `2026-03-${String(n + 1).padStart(2, "0")}`);
      const owed = async () => {
        const answers = await Promise.all(
          days.map((asOf) => call(billing, admin, "GET", `/api/billing/accounts/${id}?asOf=${asOf}`)),
        );
        return answers.map(({ body }) => ({
          account: body.balance.amountMinor,
          payer: body.payerBalance.amountMinor,
          patient: body.balance.amountMinor - body.payerBalance.amountMinor,
        }));
      };
      for (const { kind, amount: cents, on, party: responsibility, which } of steps) {
        const before = kind === "refunds" || kind === "transfers" ? await owed() : [];
        if (kind === "reversal") {
          const target = posted[which % Math.max(1, posted.length)];
          const url = `/api/billing/transactions/${target}/reversal`;
          if (target) await call(billing, admin, "POST", url, { reason: "x", effectiveOn: on });
          continue;
        }
        const answer = await send(id, kind, bodyOf(kind, cents, on, responsibility));
        if (answer.status !== 201) continue;
        posted.push(answer.id);
        if (before.length === 0) continue;
        const now = await owed();
        for (const [index, then] of before.entries()) {
          const is = now[index] ?? assert.fail();
          if (kind === "refunds") {
            assert.ok(is.account <= Math.max(0, then.account), `${days[index]}: a refund made a debt`);
            assert.ok(
              is[responsibility] <= Math.max(0, then[responsibility]),
              `${days[index]}: of the ${responsibility}`,
            );
          } else {
            const total = ({ patient, payer }: typeof is) => Math.max(0, patient) + Math.max(0, payer);
            assert.ok(total(is) <= total(then), `${days[index]}: a transfer made a debt`);
          }
        }
      }
      const { rows } = await billing.pool.query<{ paid: bigint }>(
        `SELECT sum(sum(e.debit_minor - e.credit_minor)) OVER (PARTITION BY t.responsibility ORDER BY t.effective_on)::bigint AS paid
         FROM transactions t JOIN ledger_entries e ON e.transaction_id = t.id
         WHERE t.account_id = $1 AND e.ledger_account LIKE 'cash:%' GROUP BY t.responsibility, t.effective_on`,
        [id],
      );
      for (const { paid } of rows) assert.ok(paid >= 0n, "more was given back than had come in by then");
    }),
    { numRuns: 25 },
  );
});

function bodyOf(kind: string, cents: number, on: string, responsibility: "patient" | "payer"): object {
  switch (kind) {
    case "charges":
      return charge(cents, { serviceDate: on, responsibility });
    case "payments":
      return payment(cents, { receivedOn: on, responsibility });
    case "refunds":
      return refund(cents, on, { responsibility });
    case "transfers":
      return transfer(cents, responsibility === "patient" ? "to-patient" : "to-payer", on);
    default:
      return { amount: usd(cents), direction: "credit", reasonCode: "r", effectiveOn: on, responsibility };
  }
}
