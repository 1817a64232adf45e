/**
 * Random histories of postings, changes, merges and unmerges on the real patient and billing
 * services, against a model that fits a page: balances, fields, pointers, and a ledger that balances.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { until } from "@pms/kit/testing/until";
import fc from "fast-check";
import { call, admin as clerk, startBilling } from "../../services/billing/test/support.ts";
import { startPatientService } from "../../services/patient/test/support/patient-service.ts";

const trust = await createTestTrust();
const billing = await startBilling({ after }, trust);
const patients = await startPatientService({ after }, { trust, billingRpc: `127.0.0.1:${billing.rpcPort}` });
const headers = await trust.as({ ...clerk, defaultFacilityId: patients.facilityA });

const persons = 3;
const fields = ["phoneNumber", "email", "sex"] as const;
type Field = (typeof fields)[number];
type Fields = Partial<Record<Field, string>>;
const values: Record<Field, readonly string[]> = {
  phoneNumber: ["617-555-0101", "617-555-0102"],
  email: ["a@example.com", "b@example.com"],
  sex: ["female", "male"],
};

const person = fc.nat(persons - 1);
/** Few persons, fields and values: most steps then meet what an earlier one did. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant("post" as const),
    who: person,
    minor: fc.integer({ min: 1, max: 999 }),
    payer: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("change" as const),
    who: person,
    field: fc.constantFrom(...fields),
    value: fc.option(fc.nat(1)),
  }),
  fc.record({ kind: fc.constant("merge" as const), into: person, who: person, chosen: fc.boolean() }),
  fc.record({ kind: fc.constant("undo" as const), back: fc.nat(2), moving: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Signed minor units, of patient and payer. */
type Owed = [number, number];
type Known = { fields: Fields; ids: string[]; owed: Owed; into: number | undefined };
type Merge = {
  id: string;
  survivor: number;
  merged: number;
  undone: boolean;
  before: Pick<Known, "fields" | "ids">;
  after: Pick<Known, "fields" | "ids">;
  moved: Owed;
  /** What was posted to the survivor since. */
  since: { id: string; owed: Owed }[];
};

async function ask(method: "GET" | "POST" | "PATCH", url: string, payload?: object, version?: number) {
  const own = { ...headers, ...(version !== undefined && { "if-match": `"v${version}"` }) };
  const answer = await patients.app.inject({ method, url, headers: own, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}
const read = async (id: string): Promise<Patient> => (await ask("GET", `/api/patients/${id}`)).body;
const ended = (id: string) =>
  until("the merge has ended", async () => {
    const { body } = await ask("GET", `/api/patients/merges/${id}`);
    return !["running", "undoing"].includes(body.status) && (body.status as string);
  });
const plus = (one: Owed, other: Owed, sign = 1): Owed => [one[0] + sign * other[0], one[1] + sign * other[1]];

class History {
  readonly known: Known[] = [];
  readonly ids: string[] = [];
  readonly accounts: string[] = [];
  readonly merges: Merge[] = [];

  at(who: number): Known {
    const found = this.known[who];
    assert.ok(found);
    return found;
  }

  async begin(): Promise<void> {
    for (let who = 0; who < persons; who += 1) {
      const identifiers = [{ system: "chart", value: randomUUID() }];
      const body = { firstName: "Ada", lastName: `Number ${who}`, dateOfBirth: "1990-01-01", identifiers };
      const answer = await ask("POST", "/api/patients", body);
      assert.equal(answer.status, 201);
      this.ids.push(answer.body.id);
      this.accounts.push(answer.body.billing.accountId);
      this.known.push({ fields: {}, ids: [identifiers[0]?.value ?? ""], owed: [0, 0], into: undefined });
    }
  }

  async take(each: Step): Promise<void> {
    if (each.kind === "post") await this.post(each.who, each.minor, each.payer);
    else if (each.kind === "change") await this.change(each.who, each.field, each.value);
    else if (each.kind === "merge") await this.merge(each.into, each.who, each.chosen);
    else await this.undo(each.back, each.moving);
  }

  async post(who: number, amountMinor: number, payer: boolean): Promise<void> {
    const charge = {
      amount: { amountMinor, currency: "USD" },
      code: "99213",
      description: "Visit",
      serviceDate: "2026-01-15",
    };
    const body = { ...charge, ...(payer && { responsibility: "payer" }) };
    const answer = await call(billing, clerk, "POST", `/api/billing/accounts/${this.accounts[who]}/charges`, body);
    if (this.at(who).into !== undefined) return assert.equal(answer.status, 409);
    assert.equal(answer.status, 201);
    const owed: Owed = payer ? [0, amountMinor] : [amountMinor, 0];
    this.at(who).owed = plus(this.at(who).owed, owed);
    for (const merge of this.merges)
      if (!merge.undone && merge.survivor === who) merge.since.push({ id: answer.body.id, owed });
  }

  async change(who: number, field: Field, value: number | null): Promise<void> {
    const { version } = await read(this.ids[who] ?? "");
    const given = value === null ? null : values[field][value];
    const answer = await ask("PATCH", `/api/patients/${this.ids[who]}`, { [field]: given }, version);
    if (this.at(who).into !== undefined) return assert.equal(answer.status, 409);
    assert.equal(answer.status, 200);
    if (given) this.at(who).fields[field] = given;
    else delete this.at(who).fields[field];
  }

  async merge(into: number, who: number, chosen: boolean): Promise<void> {
    const [survivor, merged] = [this.at(into), this.at(who)];
    const { version } = await read(this.ids[into] ?? "");
    const choices = fields.filter((field) => chosen && merged.fields[field] !== undefined);
    const body = {
      mergedId: this.ids[who],
      reason: "one person",
      fields: Object.fromEntries(choices.map((field) => [field, "merged"])),
    };
    const answer = await ask("POST", `/api/patients/${this.ids[into]}/merge`, body, version);
    if (into === who) return assert.equal(answer.status, 400);
    if (survivor.into !== undefined || merged.into !== undefined) return assert.equal(answer.status, 409);
    assert.equal(answer.status, 202);
    assert.equal(await ended(answer.body.id), "done");
    const before = { fields: { ...survivor.fields }, ids: [...survivor.ids] };
    for (const field of fields)
      if (merged.fields[field] !== undefined && (chosen || survivor.fields[field] === undefined))
        survivor.fields[field] = merged.fields[field];
    survivor.ids = [...survivor.ids, ...merged.ids.filter((id) => !survivor.ids.includes(id))];
    const moved = merged.owed;
    survivor.owed = plus(survivor.owed, moved);
    Object.assign(merged, { into, owed: [0, 0] });
    const made = { fields: { ...survivor.fields }, ids: [...survivor.ids] };
    this.merges.push({
      id: answer.body.id,
      survivor: into,
      merged: who,
      undone: false,
      before,
      after: made,
      moved,
      since: [],
    });
  }

  async undo(back: number, moving: boolean): Promise<void> {
    const at = this.merges.length - 1 - back;
    const merge = this.merges[at];
    if (!merge) return;
    const moves = moving ? merge.since : [];
    const body = { reason: "two persons", moveTransactions: moves.map(({ id }) => id) };
    const answer = await ask("POST", `/api/patients/merges/${merge.id}/undo`, body);
    const later = this.merges
      .slice(at + 1)
      .some((each) => !each.undone && [each.survivor, each.merged].includes(merge.survivor));
    if (merge.undone || later) return assert.equal(answer.status, 409);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    assert.equal(await ended(merge.id), "undone");
    merge.undone = true;
    const [survivor, merged] = [this.at(merge.survivor), this.at(merge.merged)];
    for (const field of fields) {
      if (merge.before.fields[field] === merge.after.fields[field]) continue;
      if (survivor.fields[field] !== merge.after.fields[field]) continue;
      const value = merge.before.fields[field];
      if (value === undefined) delete survivor.fields[field];
      else survivor.fields[field] = value;
    }
    const came = merge.after.ids.filter((id) => !merge.before.ids.includes(id));
    survivor.ids = survivor.ids.filter((id) => !came.includes(id));
    let owed = merge.moved;
    for (const each of moves) owed = plus(owed, each.owed);
    survivor.owed = plus(survivor.owed, owed, -1);
    Object.assign(merged, { into: undefined, owed });
    // What has gone elsewhere is no posting of the survivor any more, for an earlier merge neither.
    const gone = new Set(moves.map(({ id }) => id));
    for (const other of this.merges) other.since = other.since.filter(({ id }) => !gone.has(id));
  }

  standsFor(who: number): number {
    const { into } = this.at(who);
    return into === undefined ? who : this.standsFor(into);
  }

  async check(): Promise<void> {
    for (const [who, known] of this.known.entries()) {
      const patient = await read(this.ids[who] ?? "");
      const into = known.into === undefined ? undefined : this.ids[this.standsFor(who)];
      assert.deepEqual([patient.status, patient.mergedInto], [into === undefined ? "active" : "merged", into]);
      assert.deepEqual(
        Object.fromEntries(fields.flatMap((field) => (patient[field] ? [[field, patient[field]]] : []))),
        known.fields,
      );
      assert.deepEqual(patient.identifiers?.map(({ value }) => value).sort(), known.ids.toSorted());
      const { body } = await call(billing, clerk, "GET", `/api/billing/accounts/${this.accounts[who]}`);
      assert.deepEqual(
        [body.balance.amountMinor, body.payerBalance.amountMinor],
        [known.owed[0] + known.owed[1], known.owed[1]],
      );
      assert.equal(body.status, into === undefined ? "active" : "closed");
    }
  }
}

/** What random histories come to rarely: a field that came by the merge is changed since, and stays. */
const changedSince: Step[] = [
  { kind: "change", who: 1, field: "email", value: 0 },
  { kind: "change", who: 1, field: "sex", value: 1 },
  { kind: "post", who: 1, minor: 700, payer: true },
  { kind: "merge", into: 0, who: 1, chosen: false },
  { kind: "change", who: 0, field: "email", value: 1 },
  { kind: "post", who: 0, minor: 30, payer: false },
  { kind: "merge", into: 2, who: 0, chosen: true },
  { kind: "undo", back: 1, moving: false },
  { kind: "undo", back: 0, moving: false },
  { kind: "undo", back: 1, moving: true },
];

test("whatever is posted, changed, merged and undone, patients, accounts and ledger are as the model has them", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      const history = new History();
      await history.begin();
      for (const each of steps) await history.take(each);
      await history.check();
    }),
    { numRuns: 12, examples: [[changedSince]], interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
  const { body: trial } = await call(billing, clerk, "GET", "/api/billing/trial-balance");
  assert.equal(trial.difference.amountMinor, 0);
  assert.ok(trial.accounts.every(({ account }: { account: string }) => account !== "clearing"));
  const { body: integrity } = await call(billing, clerk, "GET", "/api/billing/integrity");
  assert.equal(integrity.ok, true, JSON.stringify(integrity));
});
