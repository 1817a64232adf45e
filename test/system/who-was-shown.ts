/**
 * AUD-2 on the whole system: whom lists and searches showed is found in the audit by each of them.
 */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, test } from "node:test";
import type { AccessLogEntry, AuditEvent, AuditSitting } from "@pms/contracts/auth/audit";
import { until } from "@pms/kit/testing/until";
import { asAdmin, type Caller, logIn, newUser, request, samplePatient } from "./caller.ts";
import type { TestSystem } from "./start-system.ts";
import { unlimitedSystem } from "./unlimited-system.ts";

let system: TestSystem;
let admin: Caller;
before(async () => {
  system = await unlimitedSystem();
  admin = await asAdmin(system);
});

async function register(lastName: string): Promise<{ id: string; mrn: string }> {
  // On a busy machine what has just started may not be available yet.
  const answer = await until("a patient is registered", async () => {
    const given = await admin.post("/api/patients", { ...samplePatient, lastName });
    return given.status !== 503 && given;
  });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

test("a search leaves in the audit everyone whom it showed, and is found by each of them alone (AUD-2)", async () => {
  const name = `Shown${randomUUID().replaceAll(/[^a-f]/g, "")}`;
  const [ana, zoe, other] = [await register(name), await register(name), await register(`Not${name}`)];
  const clerk = await newUser(system, admin, "front-desk", "all");
  const found = await clerk.post("/api/patients/search", { q: name });
  assert.deepEqual(found.body.data.map(({ patient }: { patient: { id: string } }) => patient.id).toSorted(), [
    ...[ana.id, zoe.id].toSorted(),
  ]);
  const eventsAbout = async (patientId: string): Promise<AuditEvent[]> =>
    (await admin.get(`/api/audit?patientId=${patientId}&actorId=${clerk.userId}`)).body.data;
  for (const { id } of [ana, zoe]) {
    const [event, ...more] = await until("the search is in the audit", async () => {
      const events = await eventsAbout(id);
      return events.length > 0 && events;
    });
    assert.deepEqual(more, [], "one entry");
    assert.equal(event?.action, "patient.search");
    assert.deepEqual(event?.patientIds?.toSorted(), [ana.id, zoe.id].toSorted());
  }
  assert.deepEqual(await eventsAbout(other.id), []);
  const sittings: AuditSitting[] = (await admin.get(`/api/audit/sittings?patientId=${ana.id}&actorId=${clerk.userId}`))
    .body.data;
  assert.deepEqual(
    sittings.map(({ actor, shownCount, acts }) => [actor.name, shownCount, acts[0]?.action]),
    [["Test front-desk", 2, "patient.search"]],
  );
});

test("an auditor knows a record by its MRN, and a patient reads who looked at their own alone (AZ-3, PRV-1)", async () => {
  const patient = await register(`Own${randomUUID().replaceAll(/[^a-f]/g, "")}`);
  const auditor = await newUser(system, admin, "auditor", "all");
  const told = await auditor.post("/api/patients/identities", { mrn: patient.mrn });
  assert.deepEqual(told.body.data, [{ patientId: patient.id, mrn: patient.mrn }]);
  assert.equal((await auditor.get(`/api/patients/${patient.id}/access-log`)).status, 403);

  const person = { email: `${randomUUID()}@example.com`, password: `a long pass phrase ${randomUUID()}` };
  const signUp = { ...person, firstName: "Own", lastName: "Person" };
  assert.equal((await request(system.url, "POST", "/api/auth/signup", signUp)).status, 201);
  const own = await logIn(system, person.email, person.password);
  const registered = await own.post("/api/patients", samplePatient);
  assert.equal(registered.status, 201, registered.text);
  const clerk = await newUser(system, admin, "front-desk", "all");
  assert.equal((await clerk.get(`/api/patients/${registered.body.id}`)).status, 200);
  const entries = await until("the clerk's look is in the patient's own log", async () => {
    const answer = await own.get(`/api/patients/${registered.body.id}/access-log`);
    const data: AccessLogEntry[] = answer.body.data ?? [];
    return data.some(({ actor }) => actor.id === clerk.userId) && data;
  });
  assert.equal(entries.find(({ actor }) => actor.id === clerk.userId)?.actor.name, "Test front-desk");
  assert.equal((await own.get(`/api/patients/${patient.id}/access-log`)).status, 404);
});
