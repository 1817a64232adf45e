/** Rows that somebody outside holds: whoever needs them is told so soon, and nobody else waits. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { sampleBody, startPatientService } from "./support/patient-service.ts";
import { ownFacility, register } from "./support/requests.ts";

const service = await startPatientService({ after });
const { app } = service;
const { headers: frontDesk } = await ownFacility(service);

const timed = async <Answer>(work: PromiseLike<Answer>) => {
  const startedAtMs = performance.now();
  return { answer: await work, tookMs: performance.now() - startedAtMs };
};
const read = (id: string) => timed(app.inject({ url: `/api/patients/${id}`, headers: frontDesk }));
const patch = (id: string, city: string, etag = '"v1"') =>
  timed(
    app.inject({
      method: "PATCH",
      url: `/api/patients/${id}`,
      headers: { ...frontDesk, "content-type": "application/merge-patch+json", "if-match": etag },
      payload: JSON.stringify({ address: { city } }),
    }),
  );
const create = () =>
  timed(app.inject({ method: "POST", url: "/api/patients", headers: frontDesk, payload: sampleBody }));

/** Holds the rows until released. */
async function lockRows(ids: readonly string[]) {
  const client = new pg.Client(service.deps.database.pool.options.connectionString);
  await client.connect();
  await client.query("BEGIN");
  await client.query("SELECT FROM patients WHERE id = ANY ($1) FOR UPDATE", [ids]);
  return {
    async release() {
      await client.query("ROLLBACK");
      await client.end();
    },
  };
}

for (const lockedCount of [1, 8]) {
  test(`${lockedCount} locked and 50 writers to each hold up nobody else, and hear of it within seconds (REL-8)`, async () => {
    const locked = await Promise.all(Array.from({ length: lockedCount }, () => register(service, frontDesk)));
    const others = await Promise.all(Array.from({ length: 12 }, () => register(service, frontDesk)));
    // The machine may be busy: what the same takes with nothing locked.
    const usual = Math.max(
      ...(await Promise.all(others.slice(0, 4).map(({ id }) => read(id)))).map((one) => one.tookMs),
    );
    const lock = await lockRows(locked.map(({ id }) => id));
    const writers = locked.flatMap(({ id }) => Array.from({ length: 50 }, (_, n) => patch(id, `City ${n}`)));
    const stuck = Promise.all(writers);
    const seen: { kind: string; status: number; tookMs: number }[] = [];
    const note = (kind: string, { answer, tookMs }: Awaited<ReturnType<typeof read>>) =>
      seen.push({ kind, status: answer.statusCode, tookMs });
    for (const { id } of others) {
      note("read", await read(id));
      note("write", await patch(id, "Elsewhere"));
      note("create", await create());
    }
    assert.deepEqual([...new Set(seen.map(({ kind, status }) => `${kind} ${status}`))].sort(), [
      "create 201",
      "read 200",
      "write 200",
    ]);
    const slowest = (kind: string) => Math.max(...seen.filter((one) => one.kind === kind).map(({ tookMs }) => tookMs));
    assert.ok(slowest("read") < 2_000 + 10 * usual, `a read took ${slowest("read")} ms`);
    assert.ok(slowest("create") < 2_500 + 10 * usual, `a registration took ${slowest("create")} ms`);
    assert.ok(slowest("write") < 2_500 + 10 * usual, `a write took ${slowest("write")} ms`);
    for (const { answer, tookMs } of await stuck) {
      assert.deepEqual([answer.statusCode, answer.headers["retry-after"]], [503, "1"]);
      assert.match(answer.json().detail, /Somebody else is changing the same record/);
      assert.ok(tookMs < 5_000 + 10 * usual, `${tookMs} ms`);
    }
    await lock.release();
    const id = locked[0]?.id ?? "";
    const deadline = Date.now() + 5_000;
    let again = await patch(id, "Free");
    // For a moment after the last vain wait the record is spared.
    while (again.answer.statusCode === 503 && Date.now() < deadline) again = await patch(id, "Free");
    assert.equal(again.answer.statusCode, 200, again.answer.body);
  });
}
