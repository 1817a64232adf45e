/**
 * AZ-2: every operation that the services declare and every rpc of `proto/`, by every role, by
 * nobody and by somebody who has been disabled, against the table in who-may.ts.
 */
import assert from "node:assert/strict";
import { randomUUIDv7 } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { before, suite, test } from "node:test";
import { type PersonRole, personRoles, roleOfService, rolePermissions } from "@pms/contracts/auth/permissions";
import { HealthDefinition } from "@pms/contracts/gen/grpc/health/v1/health";
import { TrustServiceDefinition } from "@pms/contracts/gen/pms/auth/v1/trust";
import { BillingServiceDefinition } from "@pms/contracts/gen/pms/billing/v1/billing";
import { PatientServiceDefinition } from "@pms/contracts/gen/pms/patient/v1/patient";
import { callAs, openRpcClient } from "@pms/kit/clients/rpc";
import { until } from "@pms/kit/testing/until";
import { loadSecrets } from "../../local/src/secrets.ts";
import { asAdmin, type Caller, callerWith, newUser, request } from "./caller.ts";
import { sharedSystem, type TestSystem } from "./start-system.ts";
import { type May, operations, roles, rpcRows } from "./who-may.ts";

/** `name` is a role, `anonymous` or `disabled`. No token: nobody. */
type Someone = { name: string; token: string; userId: string; defaultFacilityId?: string };
type Expected = "unauthenticated" | "forbidden" | "let in";

let system: TestSystem;
let admin: Caller;
let serviceSecrets: { patient: string; billing: string; analytics: string };
let callers: Someone[];

suite("who may do what", () => {
  before(async () => {
    system = await sharedSystem({ RATE_LIMITS: "off" });
    admin = await asAdmin(system);
    ({ serviceSecrets } = await loadSecrets(system.dataDirectory));
    const people = await Promise.all(personRoles.map(newPerson));
    const nobody = { name: "anonymous", token: "", userId: "" };
    callers = [nobody, await disabledPerson(), ...people, await service("patient"), await service("analytics")];
  });

  test("every HTTP operation lets in and refuses whom the contract says, at the gateway and behind it (AZ-2)", async () => {
    const behind = await declaredByServices();
    const declared = await operationsOf(system.url);
    const known = Object.keys(operations).sort();
    assert.deepEqual([...declared.keys()].sort(), known);
    assert.deepEqual([...behind.keys()].sort(), known);
    const wrong: string[] = [];
    for (const [operation, takesBody] of declared) {
      const may = operations[operation] ?? [];
      const check = async (who: Someone, url = system.url) => {
        const expected = expectedOf(may, who);
        const { status } = await ask(url, operation, await callerFor(operation, who), bodyFor(may, takesBody));
        if (!isStatusOf(expected, status))
          wrong.push(`${operation} at ${url} by ${who.name}: ${status}, not ${expected}`);
      };
      await Promise.all(callers.map((who) => check(who)));
      // The gateway's check stands before the service's own and must not be all there is.
      const own = behind.get(operation);
      for (const who of callers) if (who.name === "anonymous" || who.name === "disabled") await check(who, own);
    }
    assert.deepEqual(wrong, []);
  });

  test("every rpc lets in and refuses whom the contract says (AZ-2)", async () => {
    const rows = rpcRows(serviceSecrets.patient);
    assert.deepEqual(declaredRpcs().sort(), [...new Set(rows.map(({ rpc }) => rpc))].sort());
    const doors = openRpcDoors();
    const wrong: string[] = [];
    try {
      for (const { rpc, may, request: requestOf = () => ({}) } of rows) {
        const calls = doors.flatMap(({ methods }) => methods.get(rpc) ?? []);
        assert.ok(calls.length > 0, `no service answers ${rpc}`);
        for (const who of callers)
          for (const call of calls) {
            const expected = expectedOf(may, who);
            const status = await rpcStatusOf(call, requestOf(who), who.token);
            if (!isRpcStatusOf(expected, status)) wrong.push(`${rpc} by ${who.name}: ${status}, not ${expected}`);
          }
      }
    } finally {
      for (const { close } of doors) close();
    }
    assert.deepEqual(wrong, []);
  });

  test("the table has every role, and each of them calls (AZ-2)", () => {
    assert.deepEqual([...roles].sort(), Object.keys(rolePermissions).sort());
    assert.deepEqual(callers.map(({ name }) => name).sort(), ["anonymous", "disabled", ...roles].sort());
  });
});

function expectedOf(may: May, { name }: Someone): Expected {
  if (may === "anyone") return "let in";
  if (name === "anonymous" || name === "disabled") return "unauthenticated";
  return may.includes(name) ? "let in" : "forbidden";
}

async function newPerson(role: PersonRole): Promise<Someone> {
  const { token, userId, get } = await newUser(system, admin, role, "all");
  const { defaultFacilityId } = (await get("/api/auth/me")).body;
  return { name: role, token, userId, defaultFacilityId };
}

/**
 * An administrator until a moment ago: every service let this very token in, and has heard that it
 * no longer may.
 */
async function disabledPerson(): Promise<Someone> {
  const { token, userId } = await newPerson("admin");
  const { auth, patient, billing, analytics } = system.ports;
  const doors = [
    [system.url, "/api/auth/me"],
    [urlAt(auth.http), "/api/auth/me"],
    [urlAt(patient.http), "/api/patients"],
    [urlAt(billing.http), "/api/billing/accounts"],
    [urlAt(analytics.http), "/api/analytics/reports"],
  ] as const;
  const allAnswer = async (wanted: number) => {
    const answers = await Promise.all(doors.map(([url, path]) => callerWith(url, token).get(path)));
    return answers.every(({ status }) => status === wanted);
  };
  assert.ok(await allAnswer(200));
  const path = `/api/users/${userId}`;
  const etag = (await admin.get(path)).headers.get("etag") ?? "";
  const changed = await admin.call("PATCH", path, { status: "disabled" }, { "if-match": etag });
  assert.equal(changed.status, 200, changed.text);
  await until("every service refuses the disabled user", () => allAnswer(401));
  return { name: "disabled", token, userId };
}

async function service(name: "patient" | "analytics"): Promise<Someone> {
  const address = `127.0.0.1:${system.ports.auth.rpc}`;
  const { client, close } = openRpcClient(TrustServiceDefinition, { address });
  const { accessToken } = await client.issueServiceToken({ service: name, secret: serviceSecrets[name] });
  close();
  return { name: roleOfService(name), token: accessToken, userId: "" };
}

/** These end sessions of their caller: each call of them is somebody's who makes no other. */
const endsSessions = new Set(["POST /api/auth/logout", "DELETE /api/auth/sessions"]);

async function callerFor(operation: string, who: Someone): Promise<Someone> {
  const role = personRoles.find((name) => name === who.name);
  return role && endsSessions.has(operation) ? newPerson(role) : who;
}

const urlAt = (port: number) => `http://127.0.0.1:${port}`;

/**
 * Each operation as its service declares it, with the service's own address; waits until the
 * gateway has heard of all.
 */
async function declaredByServices(): Promise<Map<string, string>> {
  const { gateway: _door, ...services } = system.ports;
  const found: [string, string][] = [];
  for (const { http } of Object.values(services)) {
    const names = [...(await operationsOf(urlAt(http))).keys()];
    await until(`the gateway's document has operations of ${urlAt(http)}`, async () => {
      const merged = await operationsOf(system.url);
      return names.some((name) => merged.has(name));
    });
    for (const name of names) found.push([name, urlAt(http)]);
  }
  return new Map(found);
}

/** By method and path, and whether it takes a body. */
async function operationsOf(url: string): Promise<Map<string, boolean>> {
  const { body } = await request(url, "GET", "/openapi.json");
  const paths: Record<string, Record<string, { requestBody?: unknown }>> = body.paths;
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { requestBody }]): [string, boolean] => [
        `${method.toUpperCase()} ${path}`,
        requestBody !== undefined,
      ]),
    ),
  );
}

const pathValues: Readonly<Record<string, () => string>> = {
  id: () => randomUUIDv7(),
  patientId: () => randomUUIDv7(),
  noteId: () => randomUUIDv7(),
  documentId: () => randomUUIDv7(),
  version: () => "1",
  other: () => "1",
  name: () => "registrations",
};

function ask(url: string, operation: string, { token }: Someone, body: unknown) {
  const [method = "", path = ""] = operation.split(" ");
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = pathValues[name];
    assert.ok(value, `${operation}: what stands for {${name}}?`);
    return value();
  });
  const ifMatch = { "if-match": '"v1"' };
  if (token === "") return request(url, method, filled, body, ifMatch);
  return callerWith(url, token).call(method, filled, body, ifMatch);
}

/**
 * Where anyone may ask, a wrong password is 401 too; a field that is unknown is refused before a
 * password is looked at.
 */
function bodyFor(may: May, takesBody: boolean): unknown {
  if (!takesBody) return undefined;
  return may === "anyone" ? { unknownField: true } : {};
}

function isStatusOf(expected: Expected, status: number): boolean {
  if (expected === "unauthenticated") return status === 401;
  if (expected === "forbidden") return status === 403;
  return status < 500 && status !== 401 && status !== 403;
}

type RpcCall = (request: object, options: { signal: AbortSignal }) => Promise<unknown> | AsyncIterable<unknown>;

const rpcDeadlineMs = 5_000;
const unauthenticated = 16;
const permissionDenied = 7;
/** OK, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION. */
const letIn = [0, 3, 5, 6, 9];

function isRpcStatusOf(expected: Expected, status: number): boolean {
  if (expected === "unauthenticated") return status === unauthenticated;
  if (expected === "forbidden") return status === permissionDenied;
  return letIn.includes(status);
}

/** `<package>.<service>/<method>` of every rpc in `proto/`. */
function declaredRpcs(): string[] {
  const root = new URL("../../proto/", import.meta.url);
  return globSync("**/*.proto", { cwd: root }).flatMap((file) => {
    const text = readFileSync(new URL(file, root), "utf8");
    const packageName = /^package ([\w.]+);/m.exec(text)?.[1];
    return [...text.matchAll(/^service (\w+) \{(.*?)^\}/gms)].flatMap(([, name, methods = ""]) =>
      [...methods.matchAll(/^\s*rpc (\w+)/gm)].map(([, method]) => `${packageName}.${name}/${method}`),
    );
  });
}

/** Every gRPC port with what it answers; health stands at both. */
function openRpcDoors(): { methods: Map<string, RpcCall>; close(): void }[] {
  const { auth, patient, billing } = system.ports;
  const served = [
    [BillingServiceDefinition, billing.rpc],
    [PatientServiceDefinition, patient.rpc],
    [TrustServiceDefinition, auth.rpc],
    [HealthDefinition, auth.rpc],
    [HealthDefinition, billing.rpc],
    [HealthDefinition, patient.rpc],
  ] as const;
  return served.map(([definition, port]) => {
    const { client, close } = openRpcClient(definition, { address: `127.0.0.1:${port}` });
    // By name: the request of each is the table's, and a wrong one fails the test.
    const calls = client as unknown as Record<string, RpcCall>;
    const methods = Object.entries(definition.methods).flatMap(([key, { name }]): [string, RpcCall][] => {
      const call = calls[key];
      return call ? [[`${definition.fullName}/${name}`, call]] : [];
    });
    return { methods: new Map(methods), close };
  });
}

/** gRPC's status code. A call that is neither answered nor refused in time throws. */
async function rpcStatusOf(call: RpcCall, message: object, token: string): Promise<number> {
  const options = token === "" ? { signal: AbortSignal.timeout(rpcDeadlineMs) } : callAs(token, rpcDeadlineMs);
  try {
    const answer = call(message, options);
    // A stream's first message says that the caller was let in.
    if (Symbol.asyncIterator in answer) for await (const _first of answer) break;
    else await answer;
    return 0;
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "number") return error.code;
    throw error;
  }
}
