/**
 * Idempotency-Key (REL-4): scope = caller + route + key, fingerprint of the body, the answer saved in the transaction of
 * the effect. What is saved is sealed with a key derived from the Idempotency-Key, which itself is not stored.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Kysely, sql, type Transaction } from "kysely";
import { actorOf } from "./access.ts";
import { invalidField, ProblemError } from "./problem.ts";

/** A request's key, ready to be looked up. */
export type IdempotentRequest = { scope: Buffer; fingerprint: Buffer; lock: bigint; sealKey: Buffer };
export type Answer = { status: number; body: unknown; headers?: Readonly<Record<string, string>> };
export type IdempotencyTables = {
  idempotency_keys: { scope: Buffer; fingerprint: Buffer; status: number; sealed: Buffer };
};

/** Reads the header. Undefined when there is none; 400 when `required` (money) and missing, or when it is not usable. */
export function readIdempotencyKey(
  request: FastifyRequest,
  options: { required: boolean },
): IdempotentRequest | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined) {
    if (options.required) throw invalidField("/headers/Idempotency-Key", "Idempotency-Key is required here.");
    return undefined;
  }
  if (typeof key !== "string" || key.length < 1 || key.length > 255)
    throw invalidField("/headers/Idempotency-Key", "Idempotency-Key takes 1 to 255 characters.");
  const route = `${request.method} ${request.routeOptions.url} ${JSON.stringify(request.params)}`;
  const scope = createHash("sha256")
    .update(`${actorOf(request).id}\n${route}\n${key}`)
    .digest();
  return {
    scope,
    fingerprint: createHash("sha256")
      .update(JSON.stringify(request.body) ?? "")
      .digest(),
    lock: scope.readBigInt64BE(0),
    sealKey: Buffer.from(hkdfSync("sha256", key, scope, "idempotent answer", 32)),
  };
}

export function sealAnswer(request: IdempotentRequest, answer: Answer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", request.sealKey, nonce);
  const text = cipher.update(JSON.stringify([answer.body, answer.headers ?? {}]));
  return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]);
}

export function openAnswer(request: IdempotentRequest, status: number, sealed: Buffer): Answer {
  const decipher = createDecipheriv("aes-256-gcm", request.sealKey, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const text = Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString();
  const [body, headers]: [unknown, Record<string, string>] = JSON.parse(text);
  return { status, body, headers };
}

/** The answer saved for this key, if any. 422 when the key was used with another body. */
export async function findAnswer<Tables extends IdempotencyTables>(
  db: Kysely<Tables>,
  request: IdempotentRequest,
): Promise<Answer | undefined> {
  const { rows } = await sql<{ fingerprint: Buffer; status: number; sealed: Buffer }>`
    SELECT fingerprint, status, sealed FROM idempotency_keys WHERE scope = ${request.scope}`.execute(db);
  const saved = rows[0];
  if (!saved) return undefined;
  if (!saved.fingerprint.equals(request.fingerprint)) {
    throw new ProblemError("rule-violated", "This Idempotency-Key was used with another body.");
  }
  return openAnswer(request, saved.status, saved.sealed);
}

/**
 * Runs `effect` once per key inside the caller's transaction: an earlier answer is replayed, a request that is still
 * running is 409. Only answers of effects that happened are saved; a refusal rolls back and leaves the key free.
 */
export async function onceByKey<Tables extends IdempotencyTables>(
  tx: Transaction<Tables>,
  request: IdempotentRequest | undefined,
  effect: () => Promise<Answer>,
): Promise<Answer & { replayed: boolean }> {
  if (!request) return { ...(await effect()), replayed: false };
  const { rows } = await sql<{ locked: boolean }>`SELECT pg_try_advisory_xact_lock(${request.lock}) AS locked`.execute(
    tx,
  );
  if (!rows[0]?.locked) throw stillRunning();
  const saved = await findAnswer(tx, request);
  if (saved) return { ...saved, replayed: true };
  const answer = await effect();
  await sql`INSERT INTO idempotency_keys (scope, fingerprint, status, sealed)
    VALUES (${request.scope}, ${request.fingerprint}, ${answer.status}, ${sealAnswer(request, answer)})`.execute(tx);
  return { ...answer, replayed: false };
}

/** 409: the same key, and the first request has not ended. */
export function stillRunning(): ProblemError {
  return new ProblemError("still-running", "The first request with this Idempotency-Key has not ended.", {
    headers: { "retry-after": "1" },
  });
}

export function sendAnswer(reply: FastifyReply, answer: Answer & { replayed: boolean }): FastifyReply {
  if (answer.replayed) reply.header("idempotency-replayed", "true");
  return reply
    .code(answer.status)
    .headers({ ...answer.headers })
    .send(answer.body);
}
