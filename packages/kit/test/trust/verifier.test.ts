import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { test } from "node:test";
import { exportSPKI, generateKeyPair, importJWK } from "jose";
import { ProblemError } from "../../src/problem/problem.ts";
import { createRevocations } from "../../src/trust/revocations.ts";
import { createVerifier, remoteKeys } from "../../src/trust/verifier.ts";
import { type KeyServer, signerWith, startKeyServer } from "./key-server.ts";

function verifierOf(keyServer: Pick<KeyServer, "url">) {
  const revocations = createRevocations();
  revocations.heard();
  return createVerifier({ keys: remoteKeys(keyServer.url), issuer: "pms-auth", audience: "pms", revocations });
}
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part = "") => JSON.parse(Buffer.from(part, "base64url").toString());
const isRefused = (error: unknown) => error instanceof ProblemError && error.kind === "unauthenticated";
const isUnavailable = (error: unknown) => error instanceof ProblemError && error.kind === "unavailable";
/** A token seen before is judged synchronously. */
const verify = async (verifier: ReturnType<typeof verifierOf>, token: string) => verifier.verify(token);

test("a good token tells who calls and what they may do (TOK-1)", async (t) => {
  const keys = await startKeyServer(t);
  const facility = randomUUID();
  const token = await keys.sign({ sub: "u", roles: ["front-desk", "no-such-role"], fac: [facility], dfac: facility });
  const actor = await verify(verifierOf(keys), token);
  assert.equal(actor.id, "u");
  assert.deepEqual(actor.facilities, [facility]);
  assert.equal(actor.defaultFacilityId, facility);
  assert.equal(actor.ownRecordOnly, false);
  assert.ok(actor.permissions.has("patient:write"));
  assert.ok(!actor.permissions.has("user:manage"));
  const patient = await verify(verifierOf(keys), await keys.sign({ roles: ["patient"], fac: [], pat: "p" }));
  assert.equal(patient.ownRecordOnly, true);
  assert.equal(patient.patientId, "p");
});

test("a token just past its time, within the skew, is taken as often as it comes (TOK-1)", async (t) => {
  const keys = await startKeyServer(t);
  const verifier = verifierOf(keys);
  const now = Math.floor(Date.now() / 1_000);
  const token = await keys.sign({ iat: now - 60, exp: now - 2 });
  for (let time = 0; time < 3; time += 1) assert.ok(await verify(verifier, token));
});

test("every forged or incomplete token is refused (TOK-1)", async (t) => {
  const keys = await startKeyServer(t);
  const verifier = verifierOf(keys);
  const good = await keys.sign();
  const [head = "", payload = "", signature = ""] = good.split(".");
  const publicKey = await importJWK(keys.jwk, "ES256", { extractable: true });
  assert.ok(!(publicKey instanceof Uint8Array));
  const hs256 = `${encode({ alg: "HS256", typ: "at+jwt", kid: "key-1" })}.${payload}`;
  const hmac = createHmac("sha256", await exportSPKI(publicKey))
    .update(hs256)
    .digest("base64url");
  const stranger = signerWith((await generateKeyPair("ES256")).privateKey);
  const p384 = await generateKeyPair("ES384");
  const now = Math.floor(Date.now() / 1_000);
  const forged: Record<string, string> = {
    "alg none": `${encode({ alg: "none", typ: "at+jwt", kid: "key-1" })}.${payload}.`,
    "HS256 with the public key": `${hs256}.${hmac}`,
    ES384: await signerWith(p384.privateKey)({}, { alg: "ES384" }),
    tampered: `${head}.${encode({ ...decode(payload), roles: ["admin"] })}.${signature}`,
    "without signature": `${head}.${payload}.`,
    "another's key": await stranger(),
    "another key id": await keys.sign({}, { kid: "key-2" }),
    "typ JWT": await keys.sign({}, { typ: "JWT" }),
    "no typ": await keys.sign({}, { typ: undefined }),
    "crit of its own": `${encode({ ...decode(head), crit: ["x"], x: 1 })}.${payload}.${signature}`,
    expired: await keys.sign({ iat: now - 320, exp: now - 20 }),
    "not yet": await keys.sign({ nbf: now + 60 }),
    "issued in the future": await keys.sign({ iat: now + 60, exp: now + 120 }),
    "too long a life": await keys.sign({ exp: now + 301 }),
    issuer: await keys.sign({ iss: "other" }),
    audience: await keys.sign({ aud: "other" }),
    "no sub": await keys.sign({ sub: undefined }),
    "no sid": await keys.sign({ sid: undefined }),
    "no jti": await keys.sign({ jti: undefined }),
    "no iat": await keys.sign({ iat: undefined }),
    "no exp": await keys.sign({ exp: undefined }),
    "sid of another type": await keys.sign({ sid: 7 }),
    nonsense: "x.y.z",
    "not a token": "x",
  };
  for (const [name, token] of Object.entries(forged)) await assert.rejects(verify(verifier, token), isRefused, name);
  assert.ok(await verify(verifier, good));
});

test("keys come from the configured place alone: jwk, jku and x5u of a token are ignored (TOK-1)", async (t) => {
  const keys = await startKeyServer(t);
  const strangers = await startKeyServer(t);
  const verifier = verifierOf(keys);
  const jku = `${strangers.url}/.well-known/jwks.json`;
  for (const header of [{ jku }, { x5u: jku }, { jwk: strangers.jwk }, { jku, kid: "key-2" }])
    await assert.rejects(verify(verifier, await strangers.sign({}, header)), isRefused);
  assert.equal(strangers.fetches(), 0);
});

test("unknown key ids cost at most one fetch (TOK-1)", async (t) => {
  const keys = await startKeyServer(t);
  const verifier = verifierOf(keys);
  assert.ok(await verify(verifier, await keys.sign()));
  const flood = Array.from({ length: 50 }, async (_, i) =>
    verify(verifier, await keys.sign({}, { kid: `made-up-${i}` })),
  );
  const outcomes = await Promise.allSettled(flood);
  assert.ok(outcomes.every(({ status }) => status === "rejected"));
  assert.equal(keys.fetches(), 1);
});

test("a token seen before is not verified again, and still ends in time and with its session (TOK-2)", async (t) => {
  const keys = await startKeyServer(t);
  const verifier = verifierOf(keys);
  const sid = randomUUID();
  const token = await keys.sign({ sid });
  await verify(verifier, token);
  assert.ok(!(verifier.verify(token) instanceof Promise));
  verifier.revocations.add(sid, Math.floor(Date.now() / 1_000) + 330);
  await assert.rejects(verify(verifier, token), isRefused);
  await assert.rejects(
    verify(verifier, await keys.sign({ sid })),
    isRefused,
    "nor does a new token of that session help",
  );

  const now = Math.floor(Date.now() / 1_000);
  const short = await keys.sign({ iat: now - 200, exp: now + 1 });
  await verify(verifier, short);
  t.mock.timers.enable({ apis: ["Date"], now: (now + 12) * 1_000 });
  await assert.rejects(verify(verifier, short), isRefused);
});

test("without auth, tokens that are known keep working and others are 503, not 401 (TOK-3)", async (t) => {
  const keys = await startKeyServer(t);
  const known = verifierOf(keys);
  const token = await keys.sign();
  await verify(known, token);
  await keys.stop();
  assert.ok(await verify(known, token));
  assert.ok(await verify(known, await keys.sign()), "its key is known too");
  await assert.rejects(verify(verifierOf(keys), token), isUnavailable);
});
