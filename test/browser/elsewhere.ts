/**
 * What somebody does in another place than the browser: through the API, under a log-in of its own.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { until } from "@pms/kit/testing/until";
import type { TestSystem } from "../system/start-system.ts";

type More = { body?: unknown; version?: number };
export type Send = <Answer = unknown>(method: string, path: string, more?: More) => Promise<Answer>;

/**
 * Sends as whoever holds the token; fails when it is refused. Answers the JSON, undefined where
 * there is none.
 */
function senderTo(url: string, token?: string): Send {
  return async <Answer>(method: string, path: string, { body, version }: More = {}) => {
    const answer = await fetch(new URL(path, url), {
      method,
      headers: {
        "Content-Type": "application/json",
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(version !== undefined && { "If-Match": `"v${version}"` }),
        ...(method === "POST" && { "Idempotency-Key": randomUUID() }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  };
}

function whileUnavailable(error: Error): undefined {
  if (!/: 503 /.test(error.message)) throw error;
}

/** A token lives five minutes, and a suite longer. */
const tokenUsedMs = 240_000;

/** The administrator's log-in in another place than the browser. */
export async function administratorElsewhere({ url, adminEmail, adminPassword }: TestSystem): Promise<Send> {
  const body = { email: adminEmail, password: adminPassword };
  // On a busy machine auth may not have been found yet.
  const logIn = async () => {
    const login = await until("the administrator", () =>
      senderTo(url)<{ accessToken: string }>("POST", "/api/auth/login", { body }).catch(whileUnavailable),
    );
    return { send: senderTo(url, login.accessToken), until: Date.now() + tokenUsedMs };
  };
  let current = await logIn();
  return async (...request) => {
    if (Date.now() > current.until) current = await logIn();
    return current.send(...request);
  };
}
