/**
 * Idempotency-Key (REL-4): scope = caller + route + key, fingerprint of what the body says, and in
 * the transaction of the effect either the answer or the id of what was created, from which its
 * service makes the answer again. A saved answer is sealed with a key derived from the
 * Idempotency-Key, which itself is not stored.
 */
import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Kysely, sql, type Transaction } from "kysely";
import { canonicalJson } from "../json/canonical-json.ts";
import { invalidField, ProblemError } from "../problem/problem.ts";
import { actorOf } from "../trust/access.ts";

/** A request's key, ready to be looked up. */
export type IdempotentRequest = { scope: Buffer; fingerprint: Buffer; lock: bigint; sealKey: () => Buffer };
export type Answer = { status: number; body: unknown; headers?: Readonly<Record<string, string>> };
type Kept = { fingerprint: Buffer; status: number; sealed: Buffer | null; subject: string | null };
export type IdempotencyTables = {
  idempotency_keys: Kept & { scope: Buffer };
};

/**
 * Reads the header. Undefined when there is none; 400 when the route requires it (money) and it is
 * missing, or when it is not usable.
 * @param options.caller whose key it is, where nobody has signed in
 * @param options.body what is compared when the key comes again, where the body holds a secret: the
 * hash of one is kept nowhere
 */
export function readIdempotencyKey(
  request: FastifyRequest,
  options: { caller?: string; body?: object } = {},
): IdempotentRequest | undefined {
  const { config, url } = request.routeOptions;
  if (!config.idempotencyKey)
    throw new Error(`${request.method} ${url} reads Idempotency-Key and does not declare idempotencyKey`);
  const key = request.headers["idempotency-key"];
  if (key === undefined) {
    if (config.idempotencyKey === "required")
      throw invalidField("/headers/Idempotency-Key", "Idempotency-Key is required here.");
    return undefined;
  }
  if (typeof key !== "string" || key.length < 1 || key.length > 255)
    throw invalidField("/headers/Idempotency-Key", "Idempotency-Key takes 1 to 255 characters.");
  const route = `${request.method} ${url} ${JSON.stringify(request.params)}`;
  const scope = hash("sha256", `${options.caller ?? actorOf(request).id}\n${route}\n${key}`, "buffer");
  return {
    scope,
    fingerprint: hash("sha256", canonicalJson(options.body ?? request.body), "buffer"),
    lock: scope.readBigInt64BE(0),
    sealKey: () => Buffer.from(hkdfSync("sha256", key, scope, "idempotent answer", 32)),
  };
}

export function sealAnswer(request: IdempotentRequest, answer: Answer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", request.sealKey(), nonce);
  const text = cipher.update(JSON.stringify([answer.body, answer.headers ?? {}]));
  return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]);
}

export function openAnswer(request: IdempotentRequest, status: number, sealed: Buffer): Answer {
  const decipher = createDecipheriv("aes-256-gcm", request.sealKey(), sealed.subarray(0, 12));
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
  const kept = await findKept(db, request);
  return kept?.sealed ? openAnswer(request, kept.status, kept.sealed) : undefined;
}

/**
 * The id of what the request with this key created, if any. 422 when the key was used with another
 * body.
 */
export async function findSubject<Tables extends IdempotencyTables>(
  db: Kysely<Tables>,
  request: IdempotentRequest,
): Promise<string | undefined> {
  return (await findKept(db, request))?.subject ?? undefined;
}

async function findKept<Tables extends IdempotencyTables>(
  db: Kysely<Tables>,
  request: IdempotentRequest,
): Promise<Kept | undefined> {
  const { rows } = await sql<Kept>`
    SELECT fingerprint, status, sealed, subject FROM idempotency_keys WHERE scope = ${request.scope}`.execute(db);
  const [kept] = rows;
  if (kept && !kept.fingerprint.equals(request.fingerprint))
    throw new ProblemError("rule-violated", "This Idempotency-Key was used with another body.");
  return kept;
}

/**
 * Runs `effect` once per key inside the caller's transaction: an earlier answer is replayed, a
 * request that is still running is 409. Only answers of effects that happened are saved; a refusal
 * rolls back and leaves the key free.
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
