import assert from "node:assert/strict";
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { after, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { openDatabase } from "@pms/kit/db/database";
import { until } from "@pms/kit/testing/until";
import { openAccount, openAccounts } from "../src/accounts/open-account.ts";
import { openAccountMarks } from "../src/accounts/store/mark-account-open.ts";
import { createAccountOpener } from "../src/clients/account-opener.ts";
import { createBreaker } from "../src/clients/breaker.ts";
import type { Deps } from "../src/deps.ts";
import { sampleBody, startPatientService } from "./support/patient-service.ts";
import { register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app, trust, facilityA, deps, billing } = service;
const frontDesk = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });
const get = (id: string, headers: object = {}) =>
  app.inject({ method: "GET", url: `/api/patients/${id}`, headers: { ...frontDesk, ...headers } });

test("one caller's dead token leaves their account pending, and nobody else's", async () => {
  const gone = await trust.as({ facilities: [facilityA], defaultFacilityId: facilityA });
  billing.deadTokens.add(gone.authorization);
  const theirs = await register(service, gone);
  assert.equal(theirs.billing.status, "pending");
  assert.equal((await register(service, frontDesk)).billing.status, "active");
  const opened = () => billing.accounts.has(theirs.id);
  await until("the account is open", opened);
});

test("that our own database fails does not count against billing", async () => {
  const closed: Deps["database"] = openDatabase({
    url: "postgres://nobody@127.0.0.1:1/none",
    maxConnections: 1,
    applicationName: "test",
  });
  await closed.close();
  const breaker = createBreaker(60_000);
  const broken = {
    logger: deps.logger,
    database: closed,
    accountOpener: createAccountOpener({ billing: deps.billing, breaker }),
    markAccountOpen: openAccountMarks(closed.pool),
  };
  const request = () => ({
    patientId: randomUUIDv7(),
    accountId: randomUUIDv7(),
    facilityId: facilityA,
    ownerUserId: undefined,
    birthYear: 0,
    deathYear: 0,
  });
  const actor = await trust.verifier.verify(await trust.token({ facilities: [facilityA] }));
  const caller = { actor, audit: { actor, requestId: randomUUID(), sourceAddress: "127.0.0.1" } };
  assert.equal((await openAccount(broken, caller, request())).status, "pending");
  assert.equal(breaker.mayTry(), true);
  assert.equal((await openAccounts(broken, caller, [request()]))[0]?.status, "pending");
  assert.equal(breaker.mayTry(), true);
});

test("a record read while its account is pending is not what it is once the account is open", async () => {
  const facility = randomUUID();
  service.auth.facilities.push({ id: facility, name: "A clinic", active: true });
  const headers = await trust.as({ facilities: [facility], defaultFacilityId: facility });
  billing.refusedFacilities.add(facility);
  const created = await app.inject({ method: "POST", url: "/api/patients", headers, payload: sampleBody });
  const patient: Patient = created.json();
  assert.equal(patient.billing.status, "pending");
  const etag = String(created.headers.etag);
  const same = await get(patient.id, { ...headers, "if-none-match": etag });
  assert.deepEqual([same.statusCode, same.headers.etag], [304, etag]);

  billing.refusedFacilities.delete(facility);
  const active = await until("the account is active", async () => {
    const read = await get(patient.id, { ...headers, "if-none-match": etag });
    return read.statusCode === 200 && read;
  });
  assert.equal(active.json().billing.status, "active");
  assert.equal(active.headers.etag, '"v1"');
  // It is the same version of the record: a change may be made on what was read before.
  const changed = await app.inject({
    method: "PATCH",
    url: `/api/patients/${patient.id}`,
    headers: { ...headers, "if-match": etag, "content-type": "application/json" },
    payload: { firstName: "Jane" },
  });
  assert.deepEqual([changed.statusCode, changed.headers.etag], [200, '"v2"']);
});
