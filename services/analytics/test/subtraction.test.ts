import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { askEverything, months, nodeOf, relationsOf, solveWithLeastError } from "./attack.ts";
import { account, changed, created, opened, patient, posted, posting } from "./events.ts";
import { admin, analyst, type Row, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const uuid = (n: number) => `0198c0de-0000-7000-8000-${String(n).padStart(12, "0")}`;
const [large, middling, small] = [uuid(1), uuid(2), uuid(3)];
const facilities = [large, middling, small];
const states = ["CT", "MA", "NY"];
const times = (n: number) => Array.from({ length: n }, (_, i) => i);
let number = 100;

async function asOwner(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: analytics.ownerUrl });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

/**
 * Somebody with an account, and with a charge in the month of registration. Ids are always the
 * same, and so are the answers.
 */
function somebody(
  facilityId: string,
  month: string,
  facts: Partial<ReturnType<typeof patient>> = {},
  code = "99213",
  amountMinor = 10_000n,
) {
  number += 1;
  const registeredAt = `${month}-10T12:00:00Z`;
  const birthYear = 1940 + ((number * 7) % 80);
  const sex = number % 2 ? "female" : "male";
  const person = patient({
    patientId: uuid(number),
    facilityId,
    registeredAt,
    birthYear,
    sex,
    state: states[number % 3] ?? "",
    ...facts,
  });
  const own = account({ accountId: uuid(number + 100_000), patientId: person.patientId, facilityId });
  const charge = posting(own, { transactionId: uuid(number + 200_000), code, amountMinor, effectiveOn: `${month}-10` });
  return [created(person), opened(own), posted(charge)];
}

// The key is one of the test's own: other answers would be as good, but not each time the same.
await asOwner("UPDATE protection_key SET key = sha256('of the test alone')");
const lately = months.slice(1);
await analytics.publish(
  ...lately.flatMap((month) => times(60).flatMap(() => somebody(large, month))),
  ...lately.flatMap((month) => times(30).flatMap(() => somebody(middling, month))),
  ...times(40).flatMap(() => somebody(large, "2026-03", { birthYear: 1974, sex: "female" })),
  ...times(30).flatMap(() => somebody(middling, "2026-03", { birthYear: 1974, sex: "female" })),
  // One woman of 50 to 54, six others in as many months, one registration of a month, and one
  // charge.
  ...somebody(small, "2026-02", { birthYear: 1974, sex: "female" }),
  ...["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-05"].flatMap((month) =>
    somebody(small, month, { birthYear: 1990, sex: "male" }),
  ),
  ...somebody(large, "2025-07", { sex: "male" }),
  ...somebody(middling, "2026-04", { birthYear: 1991 }, "RARE", 123_457n),
);
const bands = [...times(17).map((n) => `${n * 5}–${n * 5 + 4}`), "85+"];
const relations = relationsOf(facilities, {
  "age-sex-count": [bands.flatMap((band) => ["female", "male"].map((sex) => `${band} ${sex}`))],
  "registrations-count": [["female", "male"], states],
  "charges-count": [["99213", "RARE"]],
  "charges-amount": [["99213", "RARE"]],
});
const people = (facility: string, period: string, group = "*") =>
  nodeOf("registrations-count", facility, period, group);
const hidden = [
  nodeOf("age-sex-count", small, "*", "50–54 female"),
  nodeOf("age-sex-count", small, "*", "50–54 male"),
  people(large, "2025-07"),
  people(large, "2025-07", "male"),
  people("*", "2025-07"),
  nodeOf("charges-count", "*", "2026-04", "RARE"),
  nodeOf("charges-count", middling, "2026", "RARE"),
  nodeOf("charges-count", "*", "2025-07", "*"),
  ...months.flatMap((month) => [people(small, month), nodeOf("charges-count", small, month, "*")]),
  ...["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2025", "2026"].map((period) => people(small, period)),
];

const answers = await askEverything(analytics, facilities);

test("no count of one to ten is bounded within one to ten by all that one caller can ask (A-85, PRV-3)", async () => {
  assert.ok(answers.size > 300, `${answers.size} figures were shown`);
  for (const node of hidden) assert.equal(answers.get(node), undefined, `${node} is not shown`);
  const { bounds } = solveWithLeastError(answers, relations);
  const found = hidden.map((node) => ({ node, ...(bounds.get(node) ?? { low: 0, high: Number.POSITIVE_INFINITY }) }));
  assert.deepEqual(
    found.filter(({ low, high }) => low > 1 || high < 10),
    [],
  );
  const amount = bounds.get(nodeOf("charges-amount", "*", "2026-04", "RARE"));
  const isFound = amount && amount.low > 123_457 * 0.9 && amount.high < 123_457 * 1.1;
  assert.ok(!isFound, JSON.stringify(amount));
});

const half = { from: "2026-01-01", to: "2026-06-30" };
const ask = async (name: string, query: Record<string, string> = {}) =>
  (await analytics.report(analyst, name, query)).rows;

test("few people look like nobody, so that not even the parts that are not empty can be counted (PRV-3)", async () => {
  for (const [name, query] of [
    ["registrations", half],
    ["registrations", { ...half, groupBy: "state" }],
    ["registrations", { ...half, groupBy: "sex" }],
    ["age-sex", {}],
    ["geography", {}],
    ["charges", half],
    ["charges", { ...half, groupBy: "code" }],
    ["payments", half],
    ["balances", {}],
    ["balances", { groupBy: "facility" }],
  ] as const)
    assert.deepEqual(
      await ask(name, { ...query, facilityId: small }),
      await ask(name, { ...query, facilityId: uuid(99) }),
      name,
    );
  const byFacility = await ask("registrations", { ...half, groupBy: "facility" });
  assert.deepEqual([...new Set(byFacility.map(({ facilityId }) => facilityId))], [large, middling]);
  const byCode = await ask("charges", { ...half, groupBy: "code" });
  assert.deepEqual([...new Set(byCode.map(({ code }) => code))], ["99213"]);
});

test("a caller of one facility is answered as one who asks for it, and of others not at all (AZ-3, PRV-3)", async () => {
  const atLarge = { ...analyst, facilities: [large] };
  for (const [name, query] of [
    ["registrations", { ...half, groupBy: "state" }],
    ["charges", { ...half, groupBy: "code" }],
    ["age-sex", {}],
    ["balances", {}],
  ] as const) {
    const own = await analytics.report(atLarge, name, query);
    assert.deepEqual(own.rows, await ask(name, { ...query, facilityId: large }), name);
    assert.ok(
      own.rows.some(({ count }) => count !== null),
      name,
    );
    const none = await analytics.report({ ...analyst, facilities: [] }, name, query);
    assert.ok(
      none.rows.every(({ count }) => count === null),
      name,
    );
  }
  const byFacility = (await analytics.report(atLarge, "registrations", { ...half, groupBy: "facility" })).rows;
  assert.deepEqual([...new Set(byFacility.map(({ facilityId }) => facilityId))], [large]);
  assert.deepEqual(
    byFacility.map(({ count }) => count),
    (await ask("registrations", { ...half, facilityId: large })).map(({ count }) => count),
    "the same set has the same figure, however it is asked for",
  );
});

test("days, weeks and time zones are answered as months of UTC, which the answer says", async () => {
  const month = await analytics.report(analyst, "registrations", { from: "2026-03-01", to: "2026-03-31" });
  for (const query of [
    { from: "2026-03-02", to: "2026-03-30", granularity: "day", timeZone: "Pacific/Auckland" },
    { from: "2026-03-09", to: "2026-03-09", granularity: "week", timeZone: "America/New_York" },
    { from: "2026-03-10", to: "2026-03-31" },
  ]) {
    const answer = await analytics.report(analyst, "registrations", query);
    assert.deepEqual([answer.rows, answer.filters], [month.rows, month.filters]);
  }
  assert.deepEqual(month.filters, { from: "2026-03-01", to: "2026-03-31", granularity: "month", timeZone: "UTC" });
  for (const name of ["age-sex", "geography"])
    assert.deepEqual(
      await ask(name, { to: "2026-03-02", timeZone: "Asia/Tokyo" }),
      await ask(name, { to: "2026-03-30" }),
    );
  const query = { from: "2026-03-02", to: "2026-03-30", compare: "previous-period" };
  const { compared } = await analytics.report(analyst, "registrations", query);
  assert.deepEqual([compared?.from, compared?.to], ["2026-02-01", "2026-02-28"]);
  assert.deepEqual(compared?.rows, await ask("registrations", { from: "2026-02-10", to: "2026-02-12" }));
});

test("insights compare whole months, and say only what the reports say (A-85)", async () => {
  const insights = async (query: string) =>
    (await analytics.call(analyst, `/api/analytics/insights?${query}`)).json<{
      insights: { report: string; current: { from: string; to: string; value: unknown } }[];
      protected?: string;
    }>();
  const answer = await insights("period=month");
  assert.match(answer.protected ?? "", /rounded/);
  for (const query of ["", "period=week&timeZone=Asia/Tokyo", "period=30-days&timeZone=America/New_York"])
    assert.deepEqual((await insights(query)).insights, answer.insights, query);
  for (const { report, current } of answer.insights) {
    assert.match(current.from, /-01$/);
    const [row] = await ask(report, { from: current.from, to: current.to });
    assert.deepEqual(current.value, report === "payments" ? row?.net : report === "charges" ? row?.amount : row?.count);
  }
});

test("every format says the same figures, and no more of them (A-85)", async () => {
  const query = { ...half, groupBy: "code" };
  const rows = await ask("charges", query);
  const inFormat = async (format: string) =>
    (await analytics.call(analyst, `/api/analytics/reports/charges?${new URLSearchParams({ ...query, format })}`)).body;
  const csv = (await inFormat("csv")).trim().split("\r\n").slice(1);
  const major = (row: Row) => (row.amount ? (row.amount.amountMinor / 100).toFixed(2) : "");
  assert.deepEqual(
    csv.map((line) => line.split(",").slice(0, 4)),
    rows.map((row) => [row.period, row.code, major(row), String(row.count ?? "")]),
  );
  const { data, title } = JSON.parse(await inFormat("vega-lite"));
  assert.deepEqual(
    data.values.map(({ amount }: { amount: number | null }) => amount),
    rows.map(({ amount }) => (amount ? amount.amountMinor / 100 : null)),
  );
  assert.match(title.subtitle, /protected: rounded, not exact/);
  assert.doesNotMatch(await inFormat("svg"), /RARE|1,?234/);
});

test("one more registration, payment or move changes no answer, and on the next day none by a person (A-85, PRV-3)", async () => {
  const stamp = async () => (await analytics.report(analyst, "geography")).asOf;
  const asOf = await stamp();
  const moved = patient({ patientId: uuid(101), facilityId: small, version: 2n });
  await analytics.publish(...somebody(small, "2026-03"), changed("PatientUpdated", moved));
  assert.deepEqual(await askEverything(analytics, facilities), answers);
  assert.equal(await stamp(), asOf);
  await asOwner("UPDATE publication SET published_at = published_at - interval '1 day'");
  const nextDay = await askEverything(analytics, facilities);
  assert.notEqual(await stamp(), asOf);
  for (const node of hidden) assert.equal(nextDay.get(node), undefined, `${node} is not shown`);
  for (const [node, figure] of nextDay) if (node.includes("count")) assert.equal(figure % 10, 0, node);
  const differences = [...nextDay].flatMap(([node, figure]) => {
    const known = answers.get(node);
    return known === undefined || !node.includes("count") ? [] : [figure - known];
  });
  assert.ok(differences.some((difference) => difference < 0) && differences.some((difference) => difference > 0));
  const { bounds } = solveWithLeastError(nextDay, relations);
  for (const node of hidden) {
    const { low, high } = bounds.get(node) ?? { low: 0, high: 99 };
    assert.ok(low <= 1 && high >= 10, node);
  }
});

test("the facts of eleven patients are published together, and a rebuild publishes the same figures", async () => {
  const count = async () => (await ask("registrations", { from: "2026-06-01", to: "2026-06-30" }))[0]?.count ?? 0;
  const before = await count();
  await analytics.publish(...times(100).flatMap(() => somebody(large, "2026-06")));
  const grown = await count();
  assert.ok(grown > before + 40 && grown < before + 160, `${before} to ${grown}`);
  const rows = await ask("charges", half);
  assert.equal((await analytics.call(admin, "/api/analytics/rebuild", { method: "POST" })).statusCode, 202);
  await analytics.caughtUp();
  const rebuilt = await ask("charges", half);
  for (const [index, row] of rows.entries()) {
    const [then, now] = [row.amount?.amountMinor ?? 0, rebuilt[index]?.amount?.amountMinor ?? 0];
    assert.ok(Math.abs(now - then) < 0.08 * then, `${then} and ${now}: only the noise of the publication differs`);
  }
});

test("figures on many are near the truth, and callers who may read patients have them exactly, without a note", async () => {
  const exact = await analytics.report(admin, "charges", half);
  const shown = await analytics.report(analyst, "charges", half);
  assert.equal(exact.rows.length, shown.rows.length);
  assert.equal(Object.hasOwn(exact, "protected"), false);
  for (const [index, row] of exact.rows.entries()) {
    const [truth, told] = [row.amount?.amountMinor ?? 0, shown.rows[index]?.amount?.amountMinor ?? 0];
    assert.ok(Math.abs(told - truth) < 0.35 * truth, `${told} of ${truth}`);
    assert.equal(told % 1_000, 0, "rounded to three figures");
    const [people, rounded] = [row.count ?? 0, shown.rows[index]?.count ?? 0];
    assert.ok(Math.abs(rounded - people) < 0.35 * people && rounded % 10 === 0, `${rounded} of ${people}`);
  }
});
