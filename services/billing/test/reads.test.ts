import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import { encodeCursor } from "@pms/kit/paging/cursor";
import { until } from "@pms/kit/testing/until";
import { admin, auditsOf, call, charge, facilityB, openAccount, post, startBilling } from "./support.ts";

const billing = await startBilling({ after });
const get = (path: string) => call(billing, admin, "GET", `/api/billing/${path}`);

test("an account carries an ETag that changes with each posting and answers 304 to who has it", async () => {
  const { id } = await openAccount(billing);
  assert.equal((await get(`accounts/${id}`)).headers.etag, '"v1"');
  await post(billing, id, "charges", charge(1));
  const { headers } = await get(`accounts/${id}`);
  assert.equal(headers.etag, '"v2"');
  const again = await billing.app.inject({
    url: `/api/billing/accounts/${id}`,
    headers: { ...(await billing.trust.as(admin)), "if-none-match": '"v2"' },
  });
  assert.equal(again.statusCode, 304);
  assert.equal(again.body, "");
  assert.equal(headers["cache-control"], "no-store");
});

test("a balance as of a date says of which date it is; today's says none", async () => {
  const { id } = await openAccount(billing);
  assert.equal((await get(`accounts/${id}?asOf=2026-01-31`)).body.asOf, "2026-01-31");
  assert.equal("asOf" in (await get(`accounts/${id}`)).body, false);
});

test("a transaction says at which facility it was booked, wherever its account is", async () => {
  const { id, facilityId } = await openAccount(billing);
  const here = await post(billing, id, "charges", charge(1));
  const there = await post(billing, id, "charges", charge(1, { facilityId: facilityB }));
  assert.deepEqual([here.facilityId, there.facilityId], [facilityId, facilityB]);
  const { body } = await get(`accounts/${id}/transactions`);
  const listed = body.data.map((transaction: LedgerTransaction) => transaction.facilityId);
  assert.deepEqual(listed, [facilityB, facilityId]);
});

test("a patient's account is found by the patient; an unknown patient is 404, no UUID is 400", async () => {
  const account = await openAccount(billing);
  const found = await get(`patients/${account.patientId}/account`);
  assert.equal(found.body.id, account.id);
  assert.equal(found.body.status, "active");
  assert.equal((await get(`patients/${randomUUID()}/account`)).status, 404);
  for (const bad of ["7", `urn:uuid:${account.patientId}`])
    assert.equal((await get(`patients/${bad}/account`)).status, 400);
});

test("transactions page through in ledger order, both ways, without loss or repeat", async () => {
  const { id } = await openAccount(billing);
  const posted: string[] = [];
  for (let day = 10; day < 17; day += 1)
    posted.push((await post(billing, id, "charges", charge(day, { serviceDate: `2026-01-${day}` }))).id);
  const walk = async (query: string) => {
    const seen: string[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await get(`accounts/${id}/transactions?limit=3&total=true${query}${cursor}`);
      seen.push(...body.data.map((transaction: LedgerTransaction) => transaction.id));
      if (query === "") assert.equal(body.page.total, posted.length);
      if (body.page.nextCursor === null) return seen;
      cursor = `&cursor=${body.page.nextCursor}`;
    }
  };
  assert.deepEqual(await walk("&sort=postedAt"), posted);
  assert.deepEqual(await walk(""), posted.toReversed());
  assert.deepEqual(await walk("&sort=postedAt&from=2026-01-11&to=2026-01-14"), posted.slice(1, 5));
});

test("accounts page through by cursor, filtered by status; a cursor of another query or caller is 400", async () => {
  const opened = await Promise.all(Array.from({ length: 5 }, () => openAccount(billing)));
  const first = await get("accounts?limit=2&status=active");
  assert.equal(first.body.data.length, 2);
  const seen = new Set<string>();
  for (let cursor = ""; ; ) {
    const { body } = await get(`accounts?limit=2&status=active${cursor}`);
    for (const { id } of body.data) seen.add(id);
    if (body.page.nextCursor === null) break;
    cursor = `&cursor=${body.page.nextCursor}`;
  }
  assert.ok(opened.every(({ id }) => seen.has(id)));
  const { nextCursor } = first.body.page;
  assert.equal((await get(`accounts?status=closed&cursor=${nextCursor}`)).status, 400);
  assert.equal((await get("accounts?cursor=nonsense")).status, 400);
  const other = { ...admin, id: randomUUID() };
  const path = `/api/billing/accounts?status=active&cursor=${nextCursor}`;
  assert.equal((await call(billing, other, "GET", path)).status, 400);
  assert.equal((await get("accounts?limit=201")).status, 400);
  assert.equal((await get("accounts?status=frozen")).status, 400);
});

test("accounts by balance: those that owe most first, each once over pages", async () => {
  const opened = await Promise.all(Array.from({ length: 4 }, () => openAccount(billing)));
  const owed = [5000, 900_000, 5000, 0];
  for (const [index, { id }] of opened.entries())
    if (owed[index]) await post(billing, id, "charges", charge(owed[index]));
  const seen: { id: string; balance: { amountMinor: number } }[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await get(`accounts?sort=-balance&limit=1${cursor}`);
    seen.push(...body.data);
    if (body.page.nextCursor === null) break;
    cursor = `&cursor=${body.page.nextCursor}`;
  }
  const amounts = seen.map(({ balance }) => balance.amountMinor);
  assert.deepEqual(
    amounts,
    amounts.toSorted((a, b) => b - a),
  );
  assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length);
  for (const [index, { id }] of opened.entries())
    assert.equal(seen.find((account) => account.id === id)?.balance.amountMinor, owed[index]);
  const binding = { actorId: admin.id ?? "", query: { sort: "-balance" } };
  for (const position of [[opened[0]?.id ?? ""], [opened[0]?.id ?? "", "5"]])
    assert.equal((await get(`accounts?sort=-balance&cursor=${encodeCursor(position, binding)}`)).status, 400);
});

test("a cursor that was made up is 400, and not the first page again", async () => {
  const { id } = await openAccount(billing);
  const binding = { actorId: admin.id ?? "", query: {} };
  for (const position of [[], [1], ["x"], [null]])
    assert.equal((await get(`accounts?cursor=${encodeCursor(position, binding)}`)).status, 400, String(position));
  for (const position of [[], ["1"], [1.5], [2 ** 60], [null]]) {
    const cursor = encodeCursor(position, { ...binding, query: { accountId: id } });
    assert.equal((await get(`accounts/${id}/transactions?cursor=${cursor}`)).status, 400, String(position));
  }
});

test("every route is in the OpenAPI document with its operation id", async () => {
  const { body } = await call(billing, null, "GET", "/openapi.json");
  assert.ok(body.paths, JSON.stringify(body).slice(0, 500));
  const operations = Object.values<Record<string, { operationId: string }>>(body.paths).flatMap(Object.values);
  assert.equal(operations.length, 27);
  assert.ok(operations.every(({ operationId }) => typeof operationId === "string"));
});

test("the OpenAPI document requires an Idempotency-Key of whatever moves money, and of nothing else (REL-4)", async () => {
  const { body } = await call(billing, null, "GET", "/openapi.json");
  type Operation = { parameters?: { in: string; name: string; required?: boolean }[] };
  const required = Object.entries<Record<string, Operation>>(body.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { parameters = [] }]) =>
        parameters.some(({ name, required }) => name === "Idempotency-Key" && required),
      )
      .map(([method]) => `${method} ${path}`),
  );
  const kinds = ["charges", "payments", "adjustments", "refunds", "transfers"];
  const posts = kinds.map((kind) => `post /api/billing/accounts/{id}/${kind}`);
  const undoes = ["correction", "reversal"].map((kind) => `post /api/billing/transactions/{id}/${kind}`);
  assert.deepEqual(required.sort(), [...posts, ...undoes].sort());
});

test("the OpenAPI document says what a row of a batch is, and that it may be wrong", async () => {
  const { body } = await call(billing, null, "GET", "/openapi.json");
  const { schema } = body.paths["/api/billing/batches"].post.requestBody.content["application/json"];
  const [row, anything] = schema.properties.transactions.items.anyOf;
  type Shape = { properties: { type: { enum: string[] }; externalId: object }; required: string[] };
  assert.deepEqual(
    row.anyOf.flatMap(({ properties }: Shape) => properties.type.enum),
    ["charge", "payment", "adjustment", "transfer"],
  );
  for (const { required } of row.anyOf as Shape[])
    for (const field of ["externalId", "patientId", "amount"]) assert.ok(required.includes(field));
  assert.deepEqual(Object.keys(anything), ["description"]);
});

test("a list of accounts leaves the ids of the patients whose accounts it showed, by facility (AUD-2)", async () => {
  const { patientId } = await openAccount(billing);
  const { body, headers } = await get("accounts?limit=200");
  const listed = await until("the read is in the audit", async () =>
    (await auditsOf(billing)).find(({ requestId }) => requestId === headers["x-request-id"]),
  );
  const shown = listed.shown.flatMap(({ patientIds }) => patientIds);
  assert.ok(shown.includes(patientId));
  assert.deepEqual(shown.sort(), body.data.map((account: { patientId: string }) => account.patientId).sort());
});
