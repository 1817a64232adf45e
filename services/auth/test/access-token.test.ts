import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { exportSPKI, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { openKeyRing } from "../src/tokens/key-ring.ts";
import { keyLifeMs, rotateSigningKeys } from "../src/tokens/rotate-signing-keys.ts";
import { bearer, queryRow, signedUpUser, startAuth } from "./auth-service.ts";

const { app, deps, config } = await startAuth({ after });
const pair = await signedUpUser(app);
const me = async (token: string) => (await app.inject({ url: "/api/auth/me", headers: bearer(token) })).statusCode;
const [head = "", payload = "", signature = ""] = pair.accessToken.split(".");
const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token as ours, but for what is changed; signed with our own key. */
async function variant(claims: object, header: object = {}): Promise<string> {
  const { kid, key } = deps.tokens.keyRing.signer();
  return new SignJWT({ ...decode(payload), ...claims })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid, ...header })
    .sign(key);
}

test("an access token is ES256, at+jwt, and lives 300 seconds (TOK-1)", async () => {
  const header = decode(head);
  assert.equal(header.alg, "ES256");
  assert.equal(header.typ, "at+jwt");
  const claims = decode(payload);
  assert.equal(claims.exp - claims.iat, 300);
  for (const name of ["iss", "aud", "sub", "sid", "jti", "roles", "fac", "dfac"]) assert.ok(name in claims, name);
  assert.equal(await me(pair.accessToken), 200);
  assert.equal(await me(await variant({})), 200, "the variants below differ in one thing each");
});

test("forged and broken tokens are 401 (TOK-1)", async () => {
  const jwks = (await app.inject({ url: "/.well-known/jwks.json" })).json();
  const publicKey = await importJWK(jwks.keys[0], "ES256", { extractable: true });
  assert.ok(!(publicKey instanceof Uint8Array));
  const hs256 = `${encode({ alg: "HS256", typ: "at+jwt", kid: jwks.keys[0].kid })}.${payload}`;
  const pem = await exportSPKI(publicKey);
  const other = await generateKeyPair("ES256");
  const withOwnKey = (header: object) =>
    new SignJWT(decode(payload)).setProtectedHeader({ alg: "ES256", typ: "at+jwt", ...header }).sign(other.privateKey);
  const now = Math.floor(Date.now() / 1_000);
  const forged: Record<string, string> = {
    "alg none": `${encode({ alg: "none", typ: "at+jwt" })}.${payload}.`,
    "HS256 with the public key": `${hs256}.${createHmac("sha256", pem).update(hs256).digest("base64url")}`,
    "tampered payload": `${head}.${encode({ ...decode(payload), roles: ["admin"] })}.${signature}`,
    "no signature": `${head}.${payload}.`,
    "wrong type": await variant({}, { typ: "JWT" }),
    "wrong issuer": await variant({ iss: "someone" }),
    "wrong audience": await variant({ aud: "other" }),
    expired: await variant({ iat: now - 400, exp: now - 100 }),
    "too long a life": await variant({ iat: now, exp: now + 3_600 }),
    "no session": await variant({ sid: undefined }),
    "key of its own": await withOwnKey({ kid: jwks.keys[0].kid }),
    "unknown kid": await withOwnKey({ kid: "other" }),
    "jwk in the header": await withOwnKey({ kid: "other", jwk: jwks.keys[0] }),
    nonsense: "not.a.token",
  };
  for (const [name, token] of Object.entries(forged)) assert.equal(await me(token), 401, name);
  const basic = await app.inject({ url: "/api/auth/me", headers: { authorization: `Basic ${pair.accessToken}` } });
  assert.equal(basic.statusCode, 401);
  assert.equal((await app.inject({ url: "/api/auth/me" })).statusCode, 401);
});

test("the key set is public, cacheable, and holds no private part", async () => {
  const answer = await app.inject({ url: "/.well-known/jwks.json" });
  assert.equal(answer.headers["cache-control"], "public, max-age=300");
  for (const key of answer.json().keys)
    assert.deepEqual(Object.keys(key).sort(), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
  const row = await queryRow<{ sealed_private: Buffer }>(deps, "SELECT sealed_private FROM signing_keys", []);
  assert.ok(!row.sealed_private.toString("latin1").includes("kty"), "the private key is encrypted at rest");
});

test("a rotation refuses no token: published before use, kept until its tokens have expired (TOK-7)", async (t) => {
  const { deps: own, config: settings } = await startAuth(t);
  const { db } = own;
  let now = Date.now();
  const ring = await openKeyRing(db, settings.KEY_SECRET, () => now);
  const turn = async (ms: number) => {
    now += ms;
    const changed = await rotateSigningKeys(db, settings.KEY_SECRET, { now });
    await ring.reload();
    return changed;
  };
  const kids = () => ring.jwks().keys.map(({ kid }: JWK) => kid);
  const first = ring.signer().kid;
  const [, successor] = kids();
  assert.equal(kids().length, 2, "the successor is published long before its use");
  assert.equal(await turn(keyLifeMs / 2), false);
  assert.equal(ring.signer().kid, first);
  assert.equal(await turn(keyLifeMs / 2 + 1_000), true);
  assert.equal(ring.signer().kid, successor);
  assert.equal(kids().length, 3, "and has a successor of its own at once");
  assert.ok(kids().includes(first), "tokens of the first key still verify");
  assert.equal(await turn(300_000), false);
  assert.ok(kids().includes(first));
  assert.equal(await turn(600_000), true);
  assert.ok(!kids().includes(first));
  assert.equal(ring.signer().kid, successor);
});

test("there is a signer whatever the clock does, and readiness says when there is none (TOK-7)", async (t) => {
  const { app: own, deps: parts, config: settings } = await startAuth(t);
  const { db, database } = parts;
  let now = Date.now();
  const ring = await openKeyRing(db, settings.KEY_SECRET, () => now);
  const { kid } = ring.signer();
  for (const ms of [-3_600_000, -400 * 86_400_000, 86_400_000]) {
    now += ms;
    assert.equal(ring.signer().kid, kid, `${ms} ms`);
    await rotateSigningKeys(db, settings.KEY_SECRET, { now });
    await ring.reload();
    assert.equal(ring.signer().kid, kid, `${ms} ms, after housekeeping`);
  }
  assert.equal((await own.inject({ url: "/readyz" })).json().checks.signer, "ok");
  await database.pool.query("UPDATE signing_keys SET withdrawn_at = now()");
  await parts.tokens.keyRing.reload();
  const answer = await own.inject({ url: "/readyz" });
  assert.equal(answer.statusCode, 503);
  assert.match(answer.json().reasons.signer, /^no signer/);
  await rotateSigningKeys(db, settings.KEY_SECRET);
  await parts.tokens.keyRing.reload();
  assert.equal((await own.inject({ url: "/readyz" })).statusCode, 200);
});

test("withdrawn, the signer hands over to the successor that everybody knows, at once (TOK-7)", async (t) => {
  const { deps: own, config: settings } = await startAuth(t);
  const { keyRing } = own.tokens;
  const [first, second] = keyRing.jwks().keys.map(({ kid }: JWK) => kid);
  assert.equal(keyRing.signer().kid, first);
  await own.database.pool.query("UPDATE signing_keys SET withdrawn_at = now() WHERE kid = $1", [first]);
  await keyRing.reload();
  assert.equal(keyRing.signer().kid, second, "before anything else has been done");
  assert.equal(await rotateSigningKeys(own.db, settings.KEY_SECRET), true);
  await keyRing.reload();
  assert.equal(keyRing.signer().kid, second);
  assert.equal(keyRing.jwks().keys.length, 2);
  assert.equal(await rotateSigningKeys(own.db, settings.KEY_SECRET), false);
});

test("two instances that start together agree on one first key, facility and administrator", async (t) => {
  const first = await startAuth(t);
  const [second, third] = await Promise.all([first.another(), first.another()]);
  for (const { app: instance } of [second, third]) {
    const answer = await instance.inject({ url: "/api/auth/me", headers: first.admin.headers });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().facilities.length, 1);
    assert.equal(answer.json().facilities[0].name, "Main clinic");
  }
  const { count } = await queryRow<{ count: bigint }>(first.deps, "SELECT count(*) FROM signing_keys", []);
  assert.equal(count, 2n, "one that signs, and its successor");
});

test("another KEY_SECRET stops the start and says why; without the old keys it starts with a new one", async (t) => {
  const { deps: own } = await startAuth(t);
  const secret = `${config.KEY_SECRET}${randomUUID()}`;
  await assert.rejects(openKeyRing(own.db, secret), /KEY_SECRET.* empty the table signing_keys/);
  await own.database.pool.query("DELETE FROM signing_keys");
  await rotateSigningKeys(own.db, secret);
  assert.ok((await openKeyRing(own.db, secret)).signer());
});
