import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startPatientService } from "./support/patient-service.ts";
import { ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app } = service;

test("a person with one name is registered, listed by it, found, and keeps it as the first or the last", async () => {
  const { headers } = await ownFacility(service);
  const suharto = await register(service, headers, { firstName: undefined, lastName: "Suharto" });
  const ana = await register(service, headers, { firstName: "Ana", lastName: undefined });
  const zoe = await register(service, headers, { firstName: "Al", lastName: "Zoe" });
  assert.equal(suharto.firstName, undefined);
  const list = (await app.inject({ url: "/api/patients?sort=name", headers })).json();
  assert.deepEqual(
    list.data.map(({ id }: { id: string }) => id),
    [ana.id, suharto.id, zoe.id],
  );
  const [page] = [(await app.inject({ url: "/api/patients?sort=name&limit=1", headers })).json().page];
  const next = await app.inject({ url: `/api/patients?sort=name&limit=1&cursor=${page.nextCursor}`, headers });
  assert.equal(next.json().data[0].id, suharto.id);
  const found = await app.inject({ method: "POST", url: "/api/patients/search", headers, payload: { q: "suharto" } });
  assert.equal(found.json().data[0].patient.id, suharto.id);
  const patched = await app.inject({
    method: "PATCH",
    url: `/api/patients/${suharto.id}`,
    headers: { ...headers, "if-match": '"v1"', "content-type": "application/merge-patch+json" },
    payload: { lastName: null },
  });
  assert.equal(patched.statusCode, 400, "not without any name");
});

test("without any name, and with one that nobody can see, both names are asked for", async () => {
  const { headers } = await ownFacility(service);
  const post = (payload: object) => app.inject({ method: "POST", url: "/api/patients", headers, payload });
  const missing = await post({ dateOfBirth: "1990-01-01" });
  assert.equal(missing.statusCode, 400);
  assert.deepEqual(
    missing.json().errors.map(({ pointer }: { pointer: string }) => pointer),
    ["/firstName", "/lastName"],
  );
  for (const lastName of ["\u200b\u00ad", "\u3164", "\u00a0\u3000", "\u2800", "\u0000", "\ud800"]) {
    const answer = await post({ lastName, dateOfBirth: "1990-01-01" });
    assert.equal(answer.statusCode, 400, JSON.stringify(lastName));
  }
});

test("every text is stored without blanks and invisible characters at its ends", async () => {
  const { headers } = await ownFacility(service);
  const around = (text: string) => `\u00a0\u200b ${text}\u3000\ufeff\n`;
  const written = {
    firstName: "Ana María",
    lastName: "Ruiz",
    address: { street: "1 High St", city: "Springfield", state: "IL", zipCode: "62701", country: "US" },
    phoneNumber: "555-123-4567",
    email: "ana@example.org",
    contacts: [{ name: "Luis Ruiz", relationship: "Son", phoneNumber: "555-1234", email: "luis@example.org" }],
    coverages: [{ payer: "Blue Cross", memberId: "M-1", plan: "Gold" }],
    identifiers: [{ system: "urn:trim", value: "T-1" }],
    preferredLanguage: "es",
  };
  const wrap = (value: unknown): unknown => {
    if (typeof value === "string") return around(value);
    if (Array.isArray(value)) return value.map(wrap);
    return Object.fromEntries(Object.entries(value ?? {}).map(([name, inner]) => [name, wrap(inner)]));
  };
  const patient = await register(service, headers, wrap(written) as object);
  for (const [name, value] of Object.entries(written))
    assert.deepEqual(patient[name as keyof typeof patient], value, name);
});
