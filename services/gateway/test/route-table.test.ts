import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadRoutes } from "../src/route-table/load-routes.ts";
import { createRouteTable } from "../src/route-table/route-table.ts";
import { routesFile } from "./gateway-under-test.ts";

const services = ["auth", "patient", "billing", "analytics"];
const table = createRouteTable(loadRoutes(routesFile, services));
const id = "0197f7d5-1f5e-7c3e-8a43-3a5c1e7bd3a1";

/** What the contract promises, and who answers it. */
const contract: Record<string, readonly string[]> = {
  auth: [
    ...["POST /api/auth/signup", "POST /api/auth/login", "POST /api/auth/refresh", "POST /api/auth/logout"],
    ...["POST /api/auth/mfa/verify", "POST /api/auth/invitations/accept", "POST /api/auth/password/recovery"],
    ...["GET /api/auth/me", "GET /api/auth/me/preferences", "PUT /api/auth/me/preferences", "GET /api/auth/sessions"],
    ...[`DELETE /api/auth/sessions/${id}`, "DELETE /api/auth/sessions", "POST /api/auth/password"],
    ...["GET /api/users", "POST /api/users", `GET /api/users/${id}`, `PATCH /api/users/${id}`],
    ...["POST /api/users/invitations", "GET /api/facilities", "POST /api/facilities", `PUT /api/facilities/${id}`],
    ...["GET /api/audit", "GET /api/audit/verify", `GET /api/patients/${id}/access-log`, "GET /.well-known/jwks.json"],
  ],
  patient: [
    ...["POST /api/patients", "GET /api/patients", `GET /api/patients/${id}`, `PUT /api/patients/${id}`],
    ...[`PATCH /api/patients/${id}`, `DELETE /api/patients/${id}`, `POST /api/patients/${id}/restore`],
    ...["POST /api/patients/search", "POST /api/patients/match", `GET /api/patients/${id}/history/3`],
    ...[`POST /api/patients/${id}/merge`, `POST /api/patients/${id}/unmerge`, "GET /api/patients/duplicates"],
    ...["POST /api/patients/imports", `GET /api/patients/imports/${id}`, "GET /api/patients/export"],
    "POST /api/patients/batches",
  ],
  billing: [
    ...["GET /api/billing/accounts", `GET /api/billing/accounts/${id}`, `GET /api/billing/accounts/${id}/transactions`],
    ...[`POST /api/billing/accounts/${id}/charges`, `POST /api/billing/accounts/${id}/payments`],
    ...[`POST /api/billing/accounts/${id}/adjustments`, `POST /api/billing/accounts/${id}/refunds`],
    ...[`POST /api/billing/transactions/${id}/reversal`, "GET /api/billing/invoices", "POST /api/billing/invoices"],
    ...[`GET /api/billing/accounts/${id}/statement`, `GET /api/billing/transactions/${id}/receipt`],
    ...["GET /api/billing/aging", "GET /api/billing/trial-balance", "GET /api/billing/prices"],
    ...[`GET /api/billing/patients/${id}/account`, "POST /api/billing/batches"],
  ],
  analytics: [
    ...["GET /api/analytics/reports", "GET /api/analytics/reports/charges", "GET /api/analytics/insights"],
    "POST /api/analytics/rebuild",
  ],
};
const open = new Set([
  ...["POST /api/auth/signup", "POST /api/auth/login", "POST /api/auth/refresh", "POST /api/auth/invitations/accept"],
  ...["POST /api/auth/mfa/verify", "POST /api/auth/password/recovery", "GET /.well-known/jwks.json"],
]);

test("every call of the contract reaches its service, and only the way in needs no token", () => {
  for (const [service, calls] of Object.entries(contract)) {
    for (const call of calls) {
      const [method = "", path = ""] = call.split(" ");
      const route = table.find(method, path);
      assert.equal(route?.service, service, call);
      assert.equal(route?.isPublic, open.has(call), call);
    }
  }
});

test("patient data is refused when log-outs cannot be known, on every patient and billing route (TOK-3)", () => {
  for (const route of table.routes)
    if (route.service === "patient" || route.service === "billing") assert.equal(route.patientData, true, route.id);
});

test("a path that only begins like a route is not the route", () => {
  for (const path of ["/api/patientsx", "/api/patient", "/api", "/API/patients", "/api/auth2/login", "/"])
    assert.equal(table.find("GET", path), undefined, path);
});

function load(yaml: string): () => unknown {
  const file = join(mkdtempSync(join(tmpdir(), "routes-")), "gateway.yaml");
  writeFileSync(file, yaml);
  return () => loadRoutes(file, services);
}
const route = (lines: string) =>
  `routes:\n  - id: one\n    uri: lb://auth\n    predicates:\n      - Path: [/a/**]\n${lines}`;

const refusals: Record<string, [yaml: string, message: RegExp]> = {
  "an unknown filter": [route("    filters:\n      - Pubic\n"), /yaml:7: .*no filters named Pubic/],
  "an unknown predicate": [
    "routes:\n  - id: one\n    uri: lb://auth\n    predicates:\n      - Header: [x]\n",
    /yaml:5: .*no predicates named Header/,
  ],
  "a filter's wrong argument": [route("    filters:\n      - BodyLimit: lots\n"), /yaml:7: BodyLimit/],
  "an unknown permission": [
    route("    filters:\n      - RequirePermission: { anyOf: [x:y] }\n"),
    /yaml:7: RequirePermission/,
  ],
  "an unknown rate limit": [route("    filters:\n      - RateLimit: none\n"), /route one: there is no rate limit none/],
  "an unknown service": [
    "routes:\n  - id: one\n    uri: lb://nobody\n    predicates:\n      - Path: [/a]\n",
    /yaml:3: route one: there is no service nobody/,
  ],
  "an id used twice": [
    route("  - id: one\n    uri: lb://auth\n    predicates:\n      - Path: [/b]\n"),
    /yaml:6: route one: the id is used twice/,
  ],
  "a route that an earlier one hides": [
    route("  - id: two\n    uri: lb://auth\n    predicates:\n      - Path: [/a/b, /a/*/c]\n      - Method: [GET]\n"),
    /yaml:6: route two can never be reached: hidden by one/,
  ],
  "a route without a path": [
    "routes:\n  - id: one\n    uri: lb://auth\n    predicates:\n      - Method: [GET]\n",
    /route one: a Path is missing/,
  ],
  "a path that cannot match": [
    "routes:\n  - id: one\n    uri: lb://auth\n    predicates:\n      - Path: [/a/**/b]\n",
    /is not a path pattern/,
  ],
  "an unknown field": [route("    order: 1\n"), /route one: .*order/],
  "a broken rewrite": [
    route('    filters:\n      - RewritePath: { from: "(", to: x }\n'),
    /route one: .*regular expression/,
  ],
  "broken YAML": ["routes: [", /yaml:1: /],
};
for (const [what, [yaml, message]] of Object.entries(refusals)) {
  test(`${what} stops the boot and the line is named`, () => {
    assert.throws(load(yaml), { name: "ConfigError", message });
  });
}
