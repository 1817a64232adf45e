import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { until } from "@pms/kit/testing/until";
import { createRateLimiter } from "../src/admission/rate-limiter.ts";
import { sourceKey } from "../src/exchange/client-address.ts";
import { sendRaw, startGateway, startUpstream, type TestGateway } from "./gateway-under-test.ts";

test("beyond the limit a user gets 429 with Retry-After, and another user does not", async () => {
  const upstream = await startUpstream((_request, response) => response.end("{}"));
  // 20,000 at once becomes 2, 5,000 a second becomes one in 2 s.
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url, RATE_LIMITS: "0.0001" } });
  const ask = async (headers: Record<string, string>) => fetch(`${gateway.url}/api/patients`, { headers });
  const id = randomUUID();
  const one = await knownCaller(gateway, id);
  const first = await ask(one);
  assert.equal(first.headers.get("ratelimit-policy"), '"read";q=2;w=4');
  assert.match(first.headers.get("ratelimit") ?? "", /^"read";r=1;t=\d+$/);
  // Another token of the same user counts to the same limit.
  assert.equal((await ask(await knownCaller(gateway, id))).status, 200);
  const refused = await ask(one);
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get("retry-after") ?? "", /^[12]$/);
  assert.match(refused.headers.get("ratelimit") ?? "", /^"read";r=0;t=[12]$/);
  assert.equal(refused.headers.get("content-type"), "application/problem+json");
  assert.equal((await ask(await knownCaller(gateway))).status, 200);
  await gateway.stop();
  await upstream.stop();
});

test("bad tokens, and none, are counted by source before they are verified; a token seen before is not", async (t) => {
  const upstream = await startUpstream((_request, response) => response.end("{}"));
  // 2,000 strangers at once become 2, 500 a second become one in 2 s.
  const gateway = await startGateway({
    config: { PATIENT_URLS: upstream.url, RATE_LIMITS: "0.001", TRUSTED_PROXIES: "127.0.0.1" },
  });
  t.after(async () => {
    await gateway.stop();
    await upstream.stop();
  });
  const ask = async (source: string, headers: object) =>
    fetch(`${gateway.url}/api/patients`, { headers: { ...headers, "x-forwarded-for": source } });
  const known = await gateway.trust.as({});
  assert.equal((await ask("192.0.2.1", known)).status, 200);
  // Of the right key's id, and of somebody else's key.
  const forged = await Promise.all([1, 2, 3, 4].map(async () => (await createTestTrust()).as({})));
  const statuses = async (source: string, all: object[]) => {
    const seen: number[] = [];
    for (const headers of all) seen.push((await ask(source, headers)).status);
    return seen;
  };
  assert.deepEqual(await statuses("192.0.2.2", forged), [401, 401, 429, 429]);
  assert.deepEqual(await statuses("192.0.2.3", [{}, {}, {}]), [401, 401, 429]);
  const refused = await ask("192.0.2.3", {});
  assert.match(refused.headers.get("retry-after") ?? "", /^[12]$/);
  assert.equal((await ask("192.0.2.3", await gateway.trust.as({}))).status, 429, "nor may it be tried out");
  assert.deepEqual(await statuses("192.0.2.3", [known, known, known]), [200, 200, 200]);
});

test("setting the clock gives nobody a new allowance", async (t) => {
  const upstream = await startUpstream((_request, response) => response.end("{}"));
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url, RATE_LIMITS: "0.0001" } });
  t.after(async () => {
    await gateway.stop();
    await upstream.stop();
  });
  const headers = await knownCaller(gateway);
  const ask = async () => (await fetch(`${gateway.url}/api/patients`, { headers })).status;
  assert.deepEqual([await ask(), await ask(), await ask()], [200, 200, 429]);
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 60_000 });
  gateway.trust.verifier.revocations.heard();
  assert.equal(await ask(), 429);
});

test("where the caller is not known the source counts", async () => {
  const upstream = await startUpstream((_request, response) => response.end("{}"));
  const gateway = await startGateway({
    config: { AUTH_URLS: upstream.url, RATE_LIMITS: "0.004", TRUSTED_PROXIES: "127.0.0.1" },
  });
  const logIn = async (source: string) =>
    (await fetch(`${gateway.url}/api/auth/login`, { method: "POST", headers: { "x-forwarded-for": source } })).status;
  assert.deepEqual([await logIn("192.0.2.1"), await logIn("192.0.2.1"), await logIn("192.0.2.1")], [200, 200, 429]);
  assert.equal(await logIn("192.0.2.2"), 200);
  await gateway.stop();
  await upstream.stop();
});

test("one source signs up a few times at once, then about once a minute, and others still can (PW-5)", async (t) => {
  const upstream = await startUpstream((request, response) => request.resume().on("end", () => response.end("{}")));
  const gateway = await startGateway({ config: { AUTH_URLS: upstream.url, TRUSTED_PROXIES: "127.0.0.1" } });
  t.after(async () => {
    await gateway.stop();
    await upstream.stop();
  });
  const post = async (path: string, source: string) =>
    fetch(gateway.url + path, { method: "POST", headers: { "x-forwarded-for": source } });
  for (let count = 0; count < 20; count += 1) assert.equal((await post("/api/auth/signup", "192.0.2.1")).status, 200);
  const refused = await post("/api/auth/signup", "192.0.2.1");
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) > 50);
  assert.equal((await post("/api/auth/login", "192.0.2.1")).status, 200);
  assert.equal((await post("/api/auth/signup", "192.0.2.2")).status, 200);
});

test("limits can be switched off", async () => {
  const upstream = await startUpstream((_request, response) => response.end("{}"));
  const gateway = await startGateway({ config: { AUTH_URLS: upstream.url, RATE_LIMITS: "off" } });
  const answer = await fetch(`${gateway.url}/api/auth/login`, { method: "POST" });
  assert.equal(answer.headers.get("ratelimit"), null);
  await gateway.stop();
  await upstream.stop();
});

/** A caller whose token the gateway has seen before. */
async function knownCaller({ trust }: TestGateway, id: string = randomUUID()) {
  const token = await trust.token({ id });
  await trust.verifier.verify(token);
  return { authorization: `Bearer ${token}` };
}

/**
 * Opens requests whose body never arrives as a whole; resolves when the gateway has told them to go
 * on.
 */
async function startSlowly(gateway: TestGateway, count: number, path: string, length: number, authorization = "-") {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Length: ${length}\r\nExpect: 100-continue\r\n\r\n`;
  const sockets = Array.from({ length: count }, () => connect(gateway.port, "127.0.0.1"));
  const goOn = sockets.map(async (socket) => {
    socket.on("error", () => {}).write(`${head}{`);
    assert.match(String(await once(socket, "data")), /^HTTP\/1\.1 100 Continue/);
  });
  await Promise.all(goOn);
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** A gateway that gives a service four requests at once. */
async function startNarrow(t: TestContext, name: "AUTH_URLS" | "PATIENT_URLS") {
  const upstream = await startUpstream((request, response) => request.resume().on("end", () => response.end("{}")));
  const gateway = await startGateway({ config: { [name]: upstream.url, UPSTREAM_REQUESTS_MAX: 4 } });
  t.after(async () => {
    await gateway.stop();
    await upstream.stop();
  });
  const headers = await gateway.trust.as({});
  const post = async (path: string) =>
    (await fetch(gateway.url + path, { method: "POST", headers, body: "{}" })).status;
  return { gateway, authorization: headers.authorization, post };
}

test("strangers who send their bodies slowly keep nobody from signing in", async (t) => {
  const { gateway, post } = await startNarrow(t, "AUTH_URLS");
  const stop = await startSlowly(gateway, 5, "/api/auth/login", 100);
  assert.equal(await post("/api/auth/login"), 200);
  stop();
});

test("users who send short bodies slowly keep nobody from a service", async (t) => {
  const { gateway, authorization, post } = await startNarrow(t, "PATIENT_URLS");
  const stop = await startSlowly(gateway, 5, "/api/patients", 65_536, authorization);
  assert.equal(await post("/api/patients"), 200);
  stop();
});

/** A gateway that takes bodies whole, and connections that send it a part of one. */
async function startHolding(t: TestContext, heldBodiesMaxBytes: number) {
  const upstream = await startUpstream((request, response) => request.resume().on("end", () => response.end("{}")));
  const gateway = await startGateway({
    config: { AUTH_URLS: upstream.url, PATIENT_URLS: upstream.url, TRUSTED_PROXIES: "127.0.0.1" },
    socket: { heldBodiesMaxBytes },
  });
  t.after(async () => {
    await gateway.stop();
    await upstream.stop();
  });
  const authorizations = await Promise.all(
    Array.from({ length: 14 }, async () => (await gateway.trust.as({ id: randomUUID() })).authorization),
  );
  const send = (path: string, bytes: number, headers: Record<string, string>) => {
    const socket = connect(gateway.port, "127.0.0.1").on("error", () => {});
    const lines = Object.entries({ host: "localhost", "content-length": "60000", ...headers });
    socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
    socket.write("x".repeat(bytes));
    return socket;
  };
  return {
    asKnown: (bytes: number, user: number) =>
      send("/api/patients", bytes, { authorization: authorizations[user] ?? assert.fail() }),
    asStranger: (bytes: number, source: string) =>
      send("/api/auth/login", bytes, { "x-forwarded-for": source, "content-length": "8000" }),
    async untilHeld(isEnough: (bytes: number) => boolean) {
      const gauge = gateway.deps.metrics.registry.getSingleMetric("gateway_bodies_held_bytes");
      await until("the gauge tells as many", async () => isEnough(Number((await gauge?.get())?.values[0]?.value)));
    },
  };
}
const isRefused = async (socket: Socket) =>
  assert.match(String(await once(socket, "data")), /^HTTP\/1\.1 503 .*retry-after: 1/is);

test("short bodies that are collected hold a bounded part of memory, and give it back (REL-8)", async (t) => {
  // Of which those who have signed in have 480,000 bytes.
  const { asKnown, untilHeld } = await startHolding(t, 640_000);
  const sockets = Array.from({ length: 12 }, (_, user) => asKnown(38_000, user));
  await untilHeld((bytes) => bytes >= 12 * 38_000);
  const beyond = asKnown(38_000, 12);
  await isRefused(beyond);
  for (const socket of [...sockets, beyond]) socket.destroy();
  await untilHeld((bytes) => bytes === 0);
  const again = asKnown(38_000, 12);
  await untilHeld((bytes) => bytes >= 38_000);
  again.destroy();
});

test("bodies of one user keep out no other (REL-8)", async (t) => {
  // Of which each user has 40,000 bytes.
  const { asKnown, untilHeld } = await startHolding(t, 640_000);
  const first = asKnown(30_000, 0);
  await untilHeld((bytes) => bytes >= 30_000);
  const second = asKnown(30_000, 0);
  await isRefused(second);
  const other = asKnown(30_000, 1);
  await untilHeld((bytes) => bytes >= 2 * 30_000);
  for (const socket of [first, second, other]) socket.destroy();
  await untilHeld((bytes) => bytes === 0);
});

test("bodies of strangers keep out nobody who has signed in, and those of one address no other (REL-8)", async (t) => {
  // Of which strangers have 128,000 bytes, and each address 8,000.
  const { asKnown, asStranger, untilHeld } = await startHolding(t, 512_000);
  const sockets = [asStranger(6_000, "192.0.2.1")];
  await untilHeld((bytes) => bytes >= 6_000);
  const second = asStranger(6_000, "192.0.2.1");
  await isRefused(second);
  for (let host = 2; host <= 19; host += 1) sockets.push(asStranger(6_000, `192.0.2.${host}`));
  await untilHeld((bytes) => bytes >= 19 * 6_000);
  sockets.push(asStranger(6_000, "192.0.2.20"));
  await untilHeld((bytes) => bytes >= 20 * 6_000);
  const beyond = asStranger(6_000, "192.0.2.21");
  await isRefused(beyond);
  for (let user = 0; user < 11; user += 1) sockets.push(asKnown(30_000, user));
  await untilHeld((bytes) => bytes >= 20 * 6_000 + 11 * 30_000);
  for (const socket of [...sockets, second, beyond]) socket.destroy();
  await untilHeld((bytes) => bytes === 0);
});

for (const [what, limits] of [
  ["connections beyond the most", { CONNECTIONS_MAX: 2 }],
  ["connections of one source beyond its most", { CONNECTIONS_PER_SOURCE_MAX: 2 }],
] as const)
  test(`${what} are refused in words and closed, and there is room again when one goes (REL-8)`, async (t) => {
    const gateway = await startGateway({ config: limits });
    t.after(() => gateway.stop());
    await refusesTheThird(gateway);
  });

test("a trusted proxy is no source: it stands for many (REL-8)", async (t) => {
  const gateway = await startGateway({ config: { CONNECTIONS_PER_SOURCE_MAX: 1, TRUSTED_PROXIES: "127.0.0.1" } });
  t.after(() => gateway.stop());
  const sockets = Array.from({ length: 5 }, () => connect(gateway.port, "127.0.0.1"));
  for (const socket of sockets) socket.write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
  for (const socket of sockets) assert.match(String(await once(socket, "data")), /^HTTP\/1\.1 200/);
  for (const socket of sockets) socket.destroy();
});

async function refusesTheThird(gateway: TestGateway): Promise<void> {
  const open = async () => {
    const socket = connect(gateway.port, "127.0.0.1").on("error", () => {});
    socket.write("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
    // Not with `once` of node:events, which rejects when the connection is reset.
    const said = await new Promise<string>((done) =>
      socket.once("data", (data) => done(String(data))).once("close", () => done("")),
    );
    return { socket, said, answered: said.startsWith("HTTP/1.1 200") };
  };
  const all = [await open(), await open(), await open()];
  assert.deepEqual(
    all.map(({ answered }) => answered),
    [true, true, false],
  );
  assert.match(all[2]?.said ?? "", /^HTTP\/1\.1 503 .*connection: close.*retry-after: 1.*too many connections/is);
  assert.equal(gateway.logged.filter((line) => line.includes("connections are refused")).length, 1);
  const dropped = await gateway.deps.metrics.registry.getSingleMetric("gateway_connections_dropped_total")?.get();
  assert.equal(dropped?.values[0]?.value, 1);
  all[0]?.socket.destroy();
  await until("a place is free", async () => {
    const { socket, answered } = await open();
    socket.destroy();
    return answered;
  });
  for (const { socket } of all) socket.destroy();
}

/**
 * Long bodies that never arrive as a whole, one of each user, all from one address or each from its
 * own.
 */
async function uploadSlowly(gateway: TestGateway, users: { id: string; roles?: string[]; source?: string }[]) {
  const stops: (() => void)[] = [];
  for (const { source, ...caller } of users) {
    const { authorization } = await gateway.trust.as(caller);
    const as = `${authorization}${source ? `\r\nX-Forwarded-For: ${source}` : ""}`;
    stops.push(await startSlowly(gateway, 1, "/api/patients", 100_000, as));
  }
  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * A gateway with 16 places for uploads: four of a user, eight of a source, four of all who signed
 * up by themselves.
 */
async function startWithUploads(t: TestContext) {
  const upstream = await startUpstream((request, response) => request.resume().on("end", () => response.end("{}")));
  const gateway = await startGateway({
    config: { PATIENT_URLS: upstream.url, UPSTREAM_REQUESTS_MAX: 32, TRUSTED_PROXIES: "127.0.0.1" },
  });
  t.after(async () => {
    await gateway.stop();
    await upstream.stop();
  });
  const uploads = () => gateway.deps.upstreams.get("patient")?.uploads.taken();
  /** A long body that arrives at once. */
  const upload = async (source: string) => {
    const headers = { ...(await gateway.trust.as({})), "x-forwarded-for": source };
    const body = "x".repeat(100_000);
    return (await fetch(`${gateway.url}/api/patients`, { method: "POST", headers, body })).status;
  };
  return { gateway, uploads, upload };
}

test("long bodies on their way take half of a service's places at most, and give them back", async (t) => {
  const { gateway, uploads, upload } = await startWithUploads(t);
  const users = Array.from({ length: 20 }, (_, n) => ({ id: randomUUID(), source: `192.0.2.${n}` }));
  const stop = await uploadSlowly(gateway, users);
  await until(
    "sixteen uploads are on their way",
    () => uploads() === 16 && gateway.deps.upstreams.get("patient")?.instances[0]?.pending === 16,
  );
  assert.equal(await upload("198.51.100.1"), 503);
  stop();
  await until(
    "no upload is on its way",
    () => uploads() === 0 && gateway.deps.upstreams.get("patient")?.instances[0]?.pending === 0,
  );
  assert.equal(await upload("198.51.100.1"), 200);
});

test("slow uploads of one user, of one address, or of all who signed up, keep out nobody else's (REL-8)", async (t) => {
  const { gateway, uploads, upload } = await startWithUploads(t);
  const id = randomUUID();
  const one = Array.from({ length: 10 }, (_, n) => ({ id, source: `192.0.2.${n}` }));
  const stopOne = await uploadSlowly(gateway, one);
  await until("four uploads are on their way", () => uploads() === 4);
  assert.equal(await upload("198.51.100.1"), 200);
  stopOne();
  await until("no upload is on its way", () => uploads() === 0);
  const neighbours = Array.from({ length: 10 }, () => ({ id: randomUUID(), source: "192.0.2.77" }));
  const stopNeighbours = await uploadSlowly(gateway, neighbours);
  await until("eight uploads are on their way", () => uploads() === 8);
  assert.equal(await upload("198.51.100.1"), 200);
  const signedUp = Array.from({ length: 10 }, (_, n) => ({
    id: randomUUID(),
    roles: ["patient"],
    source: `203.0.113.${n}`,
  }));
  const stopSignedUp = await uploadSlowly(gateway, signedUp);
  await until("twelve uploads are on their way", () => uploads() === 12);
  assert.equal(await upload("198.51.100.1"), 200);
  stopNeighbours();
  stopSignedUp();
  await until("no upload is on its way", () => uploads() === 0);
});

test("a bucket fills again with time, and memory stays bounded", () => {
  const limiter = createRateLimiter(1);
  const limit = { by: "user", perSecond: 2, burst: 2 } as const;
  const take = (key: string, atMs: number) => limiter.take("x", limit, key, atMs).allowed;
  assert.deepEqual(
    [take("a", 0), take("a", 0), take("a", 0), take("a", 499), take("a", 501)],
    [true, true, false, false, true],
  );
  for (let i = 0; i < 300_000; i += 1) take(`user-${i}`, 1_000);
  assert.ok(limiter.size() <= 20_000);
});

test("an IPv6 subscriber has one bucket, whatever address of the /64 it uses", () => {
  assert.equal(sourceKey("2001:db8:1:2:3:4:5:6"), sourceKey("2001:db8:1:2::9"));
  assert.notEqual(sourceKey("2001:db8:1:2::9"), sourceKey("2001:db8:1:3::9"));
  assert.equal(sourceKey("192.0.2.1"), "192.0.2.1");
});

test("strangers who are refused without end leave some lines a minute, and their number (REL-8)", async (t) => {
  const upstream = await startUpstream((_request, response) => response.end("{}"));
  const gateway = await startGateway({ config: { PATIENT_URLS: upstream.url, TRUSTED_PROXIES: "127.0.0.1" } });
  t.after(() => upstream.stop());
  const ask = async (source: string, headers: object = {}) =>
    (await fetch(`${gateway.url}/api/patients`, { headers: { ...headers, "x-forwarded-for": source } })).status;
  for (let n = 0; n < 300; n += 1) assert.equal(await ask("192.0.2.1"), 401);
  for (let n = 0; n < 20; n += 1) await sendRaw(gateway.port, "NONSENSE\r\n\r\n");
  assert.equal(await ask("192.0.2.2"), 401);
  const known = await gateway.trust.as({});
  for (let n = 0; n < 100; n += 1) assert.equal(await ask("192.0.2.1", known), 200);
  await gateway.stop();
  const of = (source: string) => gateway.logged.filter((line) => line.includes(`"sourceAddress":"${source}"`));
  const refused = of("192.0.2.1").filter((line) => line.includes('"status":401'));
  assert.equal(refused.length, 60);
  assert.ok(of("192.0.2.1").some((line) => line.includes('"count":240')));
  assert.equal(
    of("192.0.2.1").filter((line) => line.includes('"status":200')).length,
    100,
    "who is known has a line each",
  );
  assert.equal(of("192.0.2.2").length, 1);
});
