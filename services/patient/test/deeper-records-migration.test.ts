import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@pms/kit/db/database";
import { migrate } from "@pms/kit/db/migrate";
import { kitMigrations } from "@pms/kit/db/migration-files";
import { actorWith } from "@pms/kit/testing/actor";
import { testDatabase } from "@pms/kit/testing/postgres";
import { findIdentifierOwners } from "../src/record/store/find-identifier-owners.ts";
import { findPatient } from "../src/record/store/find-patient.ts";
import { toPatient } from "../src/record/store/patient-rows.ts";
import { listVersions } from "../src/record/store/versions.ts";
import { hasStaleKeys, renewIdentifierKeys, renewPatientKeys } from "../src/search/store/stale-keys.ts";

const own = fileURLToPath(new URL("../migrations/", import.meta.url));
const administrator = actorWith({ id: randomUUID() });
const facilityId = randomUUID();

test("a database of the version before keeps every record, id and version; evidence is told apart, and that version still writes", async (t) => {
  const before = await mkdtemp(join(tmpdir(), "pms-migrations-"));
  after(() => rm(before, { recursive: true }));
  await cp(own, before, { recursive: true, filter: (file) => !/(000[7-9]|00[1-9]\d)_/.test(file) });
  const database = await testDatabase(t, { sets: [kitMigrations, { name: "patient", directory: before }] });
  const { pool, close } = openDatabase({ url: database.ownerUrl, maxConnections: 1, applicationName: "test" });

  /** As the version before stores a patient. */
  const store = async (n: number, record: object) => {
    const [id, accountId] = [randomUUID(), randomUUID()];
    const at = "2026-01-02T03:04:05.006Z";
    const mrn = `10000000${n}`;
    const document = {
      ...{
        lastName: `Ruiz${n}`,
        dateOfBirth: "1961-03-04",
        facilityId,
        ...record,
        id,
        mrn,
        status: "active",
        version: 1,
      },
      ...{ createdAt: at, updatedAt: at, billing: { accountId, status: "active" } },
    };
    await pool.query(
      `INSERT INTO patients (id, mrn, facility_id, billing_account_id, created_at, date_of_birth, name_words, sort_name, keyed_by, document)
       VALUES ($1, $2, $3, $4, $5, '1961-03-04', '{ruiz}', $6, '1 US', $7)`,
      [id, mrn, facilityId, accountId, at, `ruiz${n}`, document],
    );
    await pool.query(
      `INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, document)
       VALUES ($1, 1, $2, 'someone', 'created', '{}', 'active', $3)`,
      [id, at, document],
    );
    return { id, document };
  };
  const identify = (id: string, system: string, value: string, [position, twin] = [1, 0]) =>
    pool.query(
      `INSERT INTO patient_identifiers (system, value, system_key, value_key, patient_id, position, twin)
       VALUES ($1, $2, $1, trim($2), $3, $4, $5)`,
      [system, value, id, position, twin],
    );
  const coverages = [
    { payer: "A", rank: 1 },
    { payer: "B", rank: 1 },
  ];
  const patients = [await store(1, { coverages }), await store(2, { phoneNumber: "617-555-0100" }), await store(3, {})];
  const [a = "", b = "", c = ""] = patients.map(({ id }) => id);
  await identify(a, "ssn", "078-05-1120");
  await identify(a, "urn:chart", "C-1", [2, 0]);
  await identify(b, "urn:chart", " C-1", [1, 1]);
  await identify(b, "national-id", "N-1", [2, 0]);
  // Older still: no keys yet.
  await pool.query("INSERT INTO patient_identifiers (system, value, patient_id, position) VALUES ('SSN', '1', $1, 1)", [
    c,
  ]);

  const sets = [kitMigrations, { name: "patient", directory: own }];
  await migrate({ ownerUrl: database.ownerUrl, appRole: "test_app", sets });
  await migrate({ ownerUrl: database.ownerUrl, appRole: "test_app", sets });

  for (const { id, document } of patients) {
    const row = await findPatient(pool, administrator, id);
    assert.deepEqual(row && toPatient(row), document);
    const [version] = await listVersions(pool, administrator, id, { before: undefined, limit: 10 });
    assert.deepEqual(version?.document, document);
  }
  const { rows } = await pool.query(
    "SELECT system, evidence, issuer_key FROM patient_identifiers ORDER BY system, evidence",
  );
  const evidence = Object.fromEntries(rows.map((row) => [row.system, row.evidence]));
  assert.deepEqual(evidence, { SSN: true, "national-id": true, ssn: true, "urn:chart": false });
  const chart = { system: "urn:chart", value: "C-1" };
  const owners = await findIdentifierOwners(pool, administrator, [chart], undefined);
  assert.deepEqual(
    [...owners.values()].map(({ id }) => id),
    [a],
    "of ids that were found to be one the first stands",
  );

  while ((await renewPatientKeys(pool, "US", 500)) > 0);
  while ((await renewIdentifierKeys(pool, 500)).count > 0);
  assert.equal(await hasStaleKeys(pool, "US"), false);
  const { rows: keys } = await pool.query("SELECT phone_digits, other_phones, keyed_by FROM patients WHERE id = $1", [
    b,
  ]);
  assert.deepEqual(keys, [{ phone_digits: "16175550100", other_phones: null, keyed_by: "2 US" }]);

  const late = await store(4, {});
  await identify(late.id, "urn:chart", "C-2");
  await assert.rejects(identify(late.id, "urn:chart", "C-1", [2, 0]), /patient_identifiers_key_unique/);
  await close();
});
