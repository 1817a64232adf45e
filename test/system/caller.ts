/** HTTP as a test sees it: every status is an answer, none is an exception. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { InvitationCreated } from "@pms/contracts/auth/invitations";
import type { PersonRole } from "@pms/contracts/auth/permissions";
import type { TokenPair } from "@pms/contracts/auth/sign-in";
import type { TestSystem } from "./start-system.ts";

// biome-ignore lint/suspicious/noExplicitAny: an answer may be anything, and a wrong guess fails the test at runtime
export type Answer = { status: number; headers: Headers; body: any; text: string };
export type Caller = {
  token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
};

export async function request(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const payload = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    ...(body !== undefined && { body: payload }),
  });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  return {
    status: answer.status,
    headers: answer.headers,
    body: isJson && text !== "" ? JSON.parse(text) : undefined,
    text,
  };
}

export function callerWith(url: string, token: string): Caller {
  const call: Caller["call"] = (method, path, body, headers = {}) => {
    const key = method === "POST" ? { "idempotency-key": randomUUID() } : {};
    return request(url, method, path, body, { ...key, authorization: `Bearer ${token}`, ...headers });
  };
  return {
    token,
    call,
    get: (path, headers) => call("GET", path, undefined, headers),
    post: (path, body, headers) => call("POST", path, body, headers),
  };
}

export async function logIn(
  system: Pick<TestSystem, "url">,
  email: string,
  password: string,
): Promise<Caller & { tokens: TokenPair }> {
  const answer = await request(system.url, "POST", "/api/auth/login", { email, password });
  assert.equal(answer.status, 200, answer.text);
  return { ...callerWith(system.url, answer.body.accessToken), tokens: answer.body };
}

export const asAdmin = (system: TestSystem) => logIn(system, system.adminEmail, system.adminPassword);

/** Invites a person, accepts for them, and signs them in. */
export async function newUser(system: TestSystem, admin: Caller, role: PersonRole, facilities: "all" | string[]) {
  const email = `${role}-${randomUUID()}@clinic.example`;
  const password = `a long pass phrase ${randomUUID()}`;
  const invited = await admin.post("/api/users/invitations", {
    email,
    firstName: "Test",
    lastName: role,
    roles: [role],
    facilities,
  });
  assert.equal(invited.status, 201, invited.text);
  const { token, user }: InvitationCreated = invited.body;
  const accepted = await request(system.url, "POST", "/api/auth/invitations/accept", { token, password });
  assert.ok(accepted.status < 300, accepted.text);
  return { ...(await logIn(system, email, password)), userId: user.id, email, password };
}

export const samplePatient = {
  firstName: "John",
  lastName: "Doe",
  dateOfBirth: "1990-01-01",
  address: { street: "123 Main St", city: "Los Angeles", state: "LA4", zipCode: "90001" },
  phoneNumber: "555-123-4567",
  email: "john.doe@example.com",
};
