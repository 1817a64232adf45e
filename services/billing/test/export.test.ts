import assert from "node:assert/strict";
import { after, test } from "node:test";
import { actorWith } from "@pms/kit/testing/actor";
import type { TestCaller } from "@pms/kit/testing/tokens";
import { until } from "@pms/kit/testing/until";
import { exportLedger } from "../src/exports/export-ledger.ts";
import { admin, auditsOf, charge, facilityA, facilityB, openAccount, post, startBilling } from "./support.ts";

const billing = await startBilling({ after });
const biller: TestCaller = { ...admin, roles: ["biller"] };

async function exported(caller: TestCaller = admin, query = "format=ledger") {
  const headers = await billing.trust.as(caller);
  return billing.app.inject({ url: `/api/billing/export?${query}`, headers });
}

test("the export is for billers and administrators, of what is in their reach, and the audit says so (AZ-3, AUD-1)", async () => {
  const [here, there] = [
    await openAccount(billing, { facilityId: facilityA }),
    await openAccount(billing, { facilityId: facilityB }),
  ];
  for (const { id } of [here, there]) await post(billing, id, "charges", charge(100, { description: "Ana Ruiz" }));
  for (const role of ["front-desk", "clinician", "patient", "auditor", "analyst", "manager"])
    assert.equal((await exported({ ...admin, roles: [role] })).statusCode, 403, role);
  const mine = await exported({ ...biller, facilities: [facilityA] });
  assert.equal(mine.statusCode, 200);
  assert.ok(mine.body.includes(here.id) && !mine.body.includes(there.id));
  assert.ok((await exported(biller)).body.includes(there.id));
  assert.ok(!mine.body.includes("Ana"));
  assert.match(mine.body, /\n; End of the ledger: 1 transactions\.\n$/);
  assert.equal(mine.headers["cache-control"], "no-store");
  const audit = await until("the audit has it", async () =>
    (await auditsOf(billing)).find(({ action, outcome }) => action === "billing.export" && outcome === "ok"),
  );
  assert.equal(audit.actorId, biller.id);
});

test("only what is effective until a day, and only in the format that there is", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(100, { serviceDate: "2011-01-01" }));
  await post(billing, id, "charges", charge(100, { serviceDate: "2011-01-02" }));
  const { body } = await exported(admin, "format=ledger&asOf=2011-01-01");
  assert.equal(body.split("\n2011-01-0").length - 1, 1);
  for (const bad of ["", "format=csv", "format=ledger&asOf=x", "format=ledger&all=1"])
    assert.equal((await exported(admin, bad)).statusCode, 400, bad);
});

test("two are let in at once; who goes away makes room, and holds no connection (REL-8)", async () => {
  const { id } = await openAccount(billing);
  await post(billing, id, "charges", charge(100));
  const actor = actorWith();
  const caller = { actor, audit: { actor, requestId: "", sourceAddress: "" } };
  const begin = async () => (await exportLedger(billing.deps, caller, { format: "ledger" }))[Symbol.asyncIterator]();
  const readers = [await begin(), await begin()];
  await assert.rejects(begin(), { kind: "unavailable" });
  assert.equal((await exported()).statusCode, 503);
  const held = async () =>
    (
      await billing.pool.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'",
      )
    ).rowCount;
  assert.equal(await held(), 2);
  // Of one nothing was read, of the other its head.
  await readers[1]?.next();
  for (const reader of readers) await reader.return?.();
  assert.equal(await held(), 0);
  assert.match((await exported()).body, /; End of the ledger/);
});
