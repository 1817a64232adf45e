import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { admin, call, charge, openAccount, payment, startBilling, usd } from "./support.ts";

const billing = await startBilling({ after });
const marker = "Zyxmarker";

test("what is written into descriptions, notes and references is in no event, log, error, metric or saved answer (PRV-1)", async () => {
  const { id, patientId } = await openAccount(billing);
  const text = `${marker} has hives`;
  const send = (path: string, body: object) => call(billing, admin, "POST", `/api/billing/${path}`, body);
  const posted = await send(`accounts/${id}/charges`, charge(100, { description: text }));
  await send(`accounts/${id}/payments`, payment(300, { reference: text }));
  await send(`accounts/${id}/adjustments`, { amount: usd(1), direction: "debit", reasonCode: "r", note: text });
  await send(`accounts/${id}/refunds`, { amount: usd(1), method: "cash", reasonCode: "r", note: text });
  await send(`accounts/${id}/transfers`, { amount: usd(1), direction: "to-payer", note: text });
  await send(`transactions/${posted.body.id}/reversal`, { reason: text });
  const row = { type: "charge", externalId: "1", patientId, ...charge(1, { description: text }) };
  await send("batches", { source: randomUUID(), transactions: [row] });

  const refusals = [
    await send(`accounts/${id}/charges`, charge(-1, { description: text })),
    await send(`accounts/${id}/charges`, charge(1, { code: text })),
    await send(`accounts/${id}/refunds`, { amount: usd(1), method: "cash", reasonCode: text }),
    await send(`accounts/${id}/charges`, charge(1, { code: "A".repeat(51) })),
    await send(`accounts/${id}/charges`, charge(1, { serviceDate: text })),
    await send(`accounts/${id}/refunds`, { amount: usd(9_999), method: "cash", reasonCode: "r", note: text }),
    await send("batches", { source: "s", transactions: [{ ...row, externalId: "2", serviceDate: text }] }),
  ];
  assert.deepEqual(
    refusals.map(({ status }) => status),
    [400, 400, 400, 400, 400, 422, 200],
  );
  const { rows: kept } = await billing.pool.query("SELECT description FROM transactions WHERE description = $1", [
    text,
  ]);
  assert.equal(kept.length, 2, "the marker is where it belongs");
  const { rows: outbox } = await billing.pool.query<{ payload: Buffer }>(
    "SELECT id, topic, key, type, payload, traceparent FROM outbox",
  );
  const { rows: keys } = await billing.pool.query<{ sealed: Buffer }>("SELECT * FROM idempotency_keys");
  const places = {
    refusals: JSON.stringify(refusals),
    outbox: outbox.map((message) => `${JSON.stringify(message)}${message.payload.toString("latin1")}`).join(),
    idempotency: keys.map((key) => `${JSON.stringify(key)}${key.sealed.toString("latin1")}`).join(),
    logs: billing.logLines.join(),
    metrics: await billing.deps.metrics.registry.metrics(),
  };
  assert.ok(outbox.length > 10 && keys.length >= 6 && billing.logLines.length > 0);
  for (const [place, content] of Object.entries(places)) assert.ok(!content.includes(marker), place);
});
