import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account, created, opened, patient, posted, posting } from "./events.ts";
import { admin, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const own = account();
await analytics.publish(
  opened(own),
  ...["=1+1", "@SUM(A1)", "-2", "+3", "\tx", 'a,"b"', "99213"].map((code, i) =>
    posted(posting(own, { code, amountMinor: BigInt(100 + i) })),
  ),
  posted(posting(own, { type: "refund", amountMinor: 1_234_567n })),
  ...[1, 2, 3].map(() => created(patient({ sex: "female" }))),
  created(patient({ sex: "male", state: "<script>" })),
);
const march = "from=2026-03-01&to=2026-03-31";
const get = (path: string, accept?: string) =>
  analytics.call(admin, `/api/analytics/reports/${path}`, accept === undefined ? {} : { accept });

test("CSV cells that look like formulas are text, and everything is quoted as it must be", async () => {
  const answer = await get(`charges?${march}&groupBy=code&format=csv`);
  assert.equal(answer.headers["content-type"], "text/csv; charset=utf-8");
  assert.equal(answer.headers["content-disposition"], 'attachment; filename="pms-charges-2026-03-01-2026-03-31.csv"');
  assert.deepEqual(
    // Excel reads UTF-8 as such where it begins with the mark.
    answer.body.split("\r\n").toSorted(),
    [
      "",
      "2026-03,'\tx,1.04,1,USD",
      "2026-03,'+3,1.03,1,USD",
      "2026-03,'-2,1.02,1,USD",
      "2026-03,'=1+1,1.00,1,USD",
      "2026-03,'@SUM(A1),1.01,1,USD",
      '2026-03,"a,""b""",1.05,1,USD',
      "2026-03,99213,1.06,1,USD",
      "\uFEFFperiod,code,amount,count,currency",
    ].toSorted(),
  );
});

test("money in CSV is a plain decimal number, negative ones too", async () => {
  const { body } = await get(`payments?${march}&format=csv`);
  assert.equal(body, "\uFEFFperiod,amount,refunded,net,count,currency\r\n2026-03,0.00,12345.67,-12345.67,0,USD\r\n");
});

test("a chart is well-formed SVG that says what it shows, by title, axes, marks and alternative text", async () => {
  const titles = {
    registrations: ["Registrations", "Period", "Patients registered"],
    charges: ["Charges", "Charged"],
    payments: ["Payments", "Paid"],
    "age-sex": ["Age and sex", "Age in years"],
    geography: ["Patients by state", "&lt;script&gt;"],
    balances: ["Account balances", "Accounts"],
  };
  for (const [name, expected] of Object.entries(titles)) {
    const days = ["registrations", "charges", "payments"].includes(name) ? `?${march}` : "";
    const answer = await get(`${name}${days}`, "image/svg+xml");
    assert.equal(answer.headers["content-type"], "image/svg+xml; charset=utf-8", name);
    assertWellFormed(answer.body);
    for (const text of expected) assert.ok(answer.body.includes(text), `${name}: ${text}`);
    assert.match(answer.body, /^<svg role="img" aria-label="[^"]*as of \d{4}-/);
    assert.match(answer.body, /<path aria-label="[^"]+" role="graphics-symbol"/, `${name} has marks`);
    assert.doesNotMatch(answer.body, /<script|href=/);
  }
  assert.match((await get(`registrations?${march}&format=svg`)).body, /Patients registered: 4/);
});

/** Every tag is closed in order, every attribute quoted. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, end, name, _attributes, empty) => {
      if (end) assert.equal(open.pop(), name);
      else if (!empty) open.push(name);
      return "";
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]/);
}

test("the Vega-Lite specification has its data inline, its stamp, and no address to fetch from", async () => {
  const answer = await get(`charges?${march}&format=vega-lite`);
  assert.match(String(answer.headers["content-type"]), /^application\/vnd\.vegalite\.v6\+json/);
  const spec = answer.json();
  assert.deepEqual(spec.data.values, [{ period: "2026-03", amount: 7.21, count: 7 }]);
  assert.equal(spec.usermeta.filters.from, "2026-03-01");
  assert.equal(typeof spec.usermeta.lagSeconds, "number");
  assert.doesNotMatch(answer.body, /"url"/);
});

test("Accept decides when the query does not, and 406 is the answer to what is not offered", async () => {
  const type = async (path: string, accept?: string) => String((await get(path, accept)).headers["content-type"]);
  assert.match(await type("geography"), /^application\/json/);
  assert.match(await type("geography", "*/*"), /^application\/json/);
  assert.match(await type("geography", "text/html, image/svg+xml;q=0.9, application/json;q=0.1"), /^image\/svg/);
  assert.match(await type("geography?format=csv", "application/json"), /^text\/csv/);
  const refused = await get("geography", "application/pdf, application/json;q=0");
  assert.equal(refused.statusCode, 406);
  assert.equal(refused.headers["content-type"], "application/problem+json");
});
