import assert from "node:assert/strict";
import { after, test } from "node:test";
import { account, created, opened, patient, posted, posting } from "./events.ts";
import { admin, startAnalytics } from "./support.ts";

const analytics = await startAnalytics({ after });
const daysAgo = (n: number) => new Date(Date.now() - n * 86_400_000).toISOString();
const dateAgo = (n: number) => daysAgo(n).slice(0, 10);

test("insights compare the last 30 days with the 30 before", async () => {
  const own = account();
  const pay = (amountMinor: bigint, ago: number) =>
    posted(posting(own, { type: "payment", amountMinor, effectiveOn: dateAgo(ago) }));
  await analytics.publish(
    opened(own),
    ...[0, 29, 29].map((ago) => created(patient({ registeredAt: daysAgo(ago) }))),
    ...[30, 59].map((ago) => created(patient({ registeredAt: daysAgo(ago) }))),
    created(patient({ registeredAt: daysAgo(60) })),
    posted(posting(own, { amountMinor: 5_000n, effectiveOn: dateAgo(3) })),
    pay(10_000n, 40),
    pay(8_000n, 2),
    posted(posting(own, { type: "refund", amountMinor: 500n, effectiveOn: dateAgo(1) })),
  );
  const answer = (await analytics.call(admin, "/api/analytics/insights")).json();
  const [registrations, charges, payments] = answer.insights;
  assert.deepEqual(registrations, {
    id: "registrations-trend",
    report: "registrations",
    title: "Registrations",
    sentence: "Registrations went up by 50 %, from 2 to 3.",
    direction: "up",
    current: { from: dateAgo(29), to: dateAgo(0), value: 3 },
    previous: { from: dateAgo(59), to: dateAgo(30), value: 2 },
    changePercent: 50,
  });
  assert.equal(charges.sentence, "Charges went up, from $0.00 to $50.00.");
  assert.equal(charges.changePercent, null, "there is nothing to compare with");
  assert.deepEqual(charges.current.value, { amountMinor: 5_000, currency: "USD" });
  assert.equal(payments.sentence, "Payments less refunds went down by 25 %, from $100.00 to $75.00.");
  assert.equal(payments.changePercent, -25);
  assert.equal(payments.direction, "down");
  assert.equal(answer.lagSeconds, 0);
  assert.deepEqual(answer.filters, { period: "30-days", timeZone: "UTC" });
});
