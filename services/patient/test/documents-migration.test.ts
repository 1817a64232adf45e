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
import { findPatient } from "../src/record/store/find-patient.ts";
import { toPatient } from "../src/record/store/patient-rows.ts";
import { listVersions, patientOf } from "../src/record/store/versions.ts";

const own = fileURLToPath(new URL("../migrations/", import.meta.url));
const administrator = actorWith({ id: randomUUID() });

test("patients stored in columns become documents: every field, the version that stands, and the history", async (t) => {
  const before = await mkdtemp(join(tmpdir(), "pms-migrations-"));
  after(() => rm(before, { recursive: true }));
  await cp(own, before, { recursive: true, filter: (file) => !/00(?:0[4-9]|[1-9]\d)_/.test(file) });
  const database = await testDatabase(t, { sets: [kitMigrations, { name: "patient", directory: before }] });
  const { pool, close } = openDatabase({ url: database.ownerUrl, maxConnections: 1, applicationName: "test" });
  const [id, accountId, facilityId] = [randomUUID(), randomUUID(), randomUUID()];
  const record = {
    facilityId,
    firstName: "Zoë",
    lastName: "O'\"Connor",
    dateOfBirth: "1961-03-04",
    dateOfBirthEstimated: true,
    sex: "female",
    address: { city: "Málaga", country: "ES" },
    contacts: [{ name: "Ann", relationship: "mother" }],
    identifiers: [{ system: "urn:chart", value: "C-77" }],
    deceasedDate: "2020-02-29",
  };
  await pool.query(
    `INSERT INTO patients (id, mrn, status, version, facility_id, billing_account_id, first_name, last_name, date_of_birth,
       date_of_birth_estimated, sex, city, country, contacts, deceased_date, name_words, sort_name, created_at, updated_at)
     VALUES ($1, '100000001', 'inactive', 2, $2, $3, $4, $5, '1961-03-04', TRUE, 'female', 'Málaga', 'ES', $6, '2020-02-29',
       '{zoe,oconnor}', 'oconnor zoe', '2026-01-02T03:04:05.006Z', '2026-02-03T04:05:06.07Z')`,
    [id, facilityId, accountId, record.firstName, record.lastName, JSON.stringify(record.contacts)],
  );
  await pool.query(
    `INSERT INTO patient_versions (patient_id, version, at, actor_id, change, changed, status, record)
     VALUES ($1, 1, '2026-01-02T03:04:05.006Z', 'someone', 'created', '{}', 'active', $2),
       ($1, 2, '2026-02-03T04:05:06.07Z', 'someone', 'deactivated', '{/status}', 'inactive', $2)`,
    [id, record],
  );

  await migrate({
    ownerUrl: database.ownerUrl,
    appRole: "test_app",
    sets: [kitMigrations, { name: "patient", directory: own }],
  });

  const meta = { id, mrn: "100000001", createdAt: "2026-01-02T03:04:05.006Z" };
  const billing = { accountId, status: "active" };
  const now = { ...record, ...meta, status: "inactive", version: 2, updatedAt: "2026-02-03T04:05:06.070Z", billing };
  const row = await findPatient(pool, administrator, id);
  assert.deepEqual(row && toPatient(row), now);
  const versions = await listVersions(pool, administrator, id, { before: undefined, limit: 10 });
  assert.deepEqual(versions.map(patientOf), [
    now,
    { ...record, ...meta, status: "active", version: 1, updatedAt: meta.createdAt, billing },
  ]);
  await close();
});
