/**
 * `npx node bench/statements.ts [--accounts 1000 --lines 24 --connections 8]`: a statement as PDF of
 * each account through billing's own HTTP handling, beside the same documents set one after the
 * other in one process, and how long the service's event loop was held up meanwhile.
 */
import { randomUUID, randomUUIDv7 } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Statement } from "@pms/contracts/billing/documents";
import { Addressee } from "@pms/contracts/gen/pms/patient/v1/patient";
import { mrnOf } from "@pms/contracts/patients/mrn";
import { openDatabase } from "@pms/kit/db/database";
import { testDatabase } from "@pms/kit/testing/postgres";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { readCommandLine } from "../local/src/command-line.ts";
import { migrations } from "../services/billing/src/app.ts";
import { openTypeset } from "../services/billing/src/documents/typeset.ts";
import { statementDocument } from "../services/billing/src/statements/statement-document.ts";
import { openBilling } from "./open-billing.ts";

const usage = "npx node bench/statements.ts [--accounts 1000 --lines 24 --connections 8]";
const { values: flags } = readCommandLine(usage, {
  options: {
    accounts: { type: "string", default: "1000" },
    lines: { type: "string", default: "24" },
    connections: { type: "string", default: "8" },
  },
});
const [accounts, lines, connections] = [Number(flags.accounts), Number(flags.lines), Number(flags.connections)];
const baselineMax = 100;
const facilityId = randomUUIDv7();
const facility = {
  id: facilityId,
  name: "Main Clinic",
  timeZone: "America/New_York",
  addressLines: ["14 Harbour Street", "Portland, ME 04101"],
  phoneNumber: "(207) 555-0142",
};

const closing: (() => Promise<void>)[] = [];
const t = { after: (close: () => Promise<void>) => void closing.unshift(close) };
const { url, ownerUrl } = await testDatabase(t, { sets: migrations, name: "billing" });
const trust = await createTestTrust();
let people = 0;
const { deps, app } = await openBilling({
  url,
  trust,
  statementTimeoutMs: 600_000,
  // Auth is asked once a minute, and not in what is measured; the patient service is not either.
  given: { isKnown: async () => true, isOpen: async () => true, find: async () => facility },
  addressees: {
    async get(_, patientId) {
      const address = { street: `${people} Main St`, city: "Los Angeles", state: "CA", zipCode: "90001" };
      people += 1;
      return Addressee.fromPartial({
        patientId,
        mrn: mrnOf(10_000_000 + people),
        firstName: "Ana",
        lastName: "Ruiz",
        ...address,
      });
    },
    close() {},
  },
});
t.after(async () => {
  await app.close();
  await deps.close();
});
const admin = { id: randomUUID(), roles: ["admin"], facilities: "all" as const };

async function openAccounts(): Promise<{ id: string; patient_id: string }[]> {
  const owner = openDatabase({ url: ownerUrl, maxConnections: 1, applicationName: "bench" });
  const { rows } = await owner.pool.query(
    `INSERT INTO accounts (id, patient_id, facility_id, currency)
     SELECT uuidv7(), uuidv7(), $1::uuid, 'USD' FROM generate_series(1, $2::integer) RETURNING id, patient_id`,
    [facilityId, accounts],
  );
  await owner.close();
  return rows;
}

/** Two charges, and a payment of one of them, and so on, over two years. */
async function postLines(opened: readonly { patient_id: string }[]): Promise<void> {
  const dayOf = (index: number) =>
    new Date(Date.now() - Math.ceil(((lines - index) / lines) * 700) * 86_400_000).toISOString().slice(0, 10);
  const amount = (index: number) => ({ amountMinor: 4_000 + 125 * index, currency: "USD" });
  const rows = opened.flatMap(({ patient_id: patientId }) =>
    Array.from({ length: lines }, (_, index) => ({
      externalId: randomUUID(),
      patientId,
      amount: amount(index),
      ...(index % 3 === 2
        ? { type: "payment", method: "card", receivedOn: dayOf(index), reference: `AUTH ${index}` }
        : {
            type: "charge",
            code: "99213",
            description: "Office visit, established patient",
            serviceDate: dayOf(index),
          }),
    })),
  );
  for (let from = 0; from < rows.length; from += 200) {
    const headers = { ...(await trust.as(admin)), "idempotency-key": randomUUID() };
    const payload = { source: "bench", transactions: rows.slice(from, from + 200) };
    const answer = await app.inject({ method: "POST", url: "/api/billing/batches", headers, payload });
    if (answer.statusCode !== 200 || /"refused"/.test(answer.body)) throw new Error(answer.body.slice(0, 500));
  }
}

async function ask(id: string, format: "json" | "pdf") {
  const headers = await trust.as(admin);
  const answer = await app.inject({ url: `/api/billing/accounts/${id}/statement?format=${format}`, headers });
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body.slice(0, 300)}`);
  return answer;
}

async function askAll(ids: readonly string[], format: "json" | "pdf"): Promise<number> {
  const left = [...ids];
  const beganAtMs = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await ask(id, format);
    }),
  );
  return (performance.now() - beganAtMs) / ids.length;
}

/** Of this process, since. */
function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Milliseconds for each of the same documents, set in this process without the service around it. */
async function bareSetting(ids: readonly string[]): Promise<{ ms: number; cpuMs: number }> {
  const typeset = openTypeset({ paper: "us-letter" }, (file) => readFileSync(file));
  const statements: Statement[] = [];
  for (const id of ids.slice(0, baselineMax)) statements.push((await ask(id, "json")).json());
  const documents = statements.map((statement) => statementDocument(statement, "en"));
  for (const document of documents.slice(0, 10)) typeset(document);
  const [beganAtMs, before] = [performance.now(), process.cpuUsage()];
  for (const document of documents) typeset(document);
  const { length } = documents;
  return { ms: (performance.now() - beganAtMs) / length, cpuMs: cpuMsSince(before) / length };
}

try {
  const opened = await openAccounts();
  await postLines(opened);
  const ids = opened.map(({ id }) => id);
  const { ms: bareMs, cpuMs: bareCpuMs } = await bareSetting(ids);
  await askAll(ids.slice(0, 20), "pdf");
  const readMs = await askAll(ids, "json");
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const before = process.cpuUsage();
  const pdfMs = await askAll(ids, "pdf");
  const serviceCpuMs = cpuMsSince(before) / ids.length;
  delay.disable();
  const cores = Math.min(2, availableParallelism());
  const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1);
  console.log(`${accounts} statements of ${lines} lines, ${connections} at once, ${cores} processes that set them`);
  console.log(
    `as PDF                        ${pdfMs.toFixed(1)} ms each, ${((pdfMs * 1_000) / 1_000).toFixed(0)} s for a thousand`,
  );
  console.log(`as JSON                       ${readMs.toFixed(1)} ms each`);
  console.log(`baseline: setting alone       ${bareMs.toFixed(1)} ms each in one process`);
  console.log(`of what ${cores} such processes make  ${(bareMs / cores / pdfMs).toFixed(2)}`);
  console.log(
    `CPU                           ${bareCpuMs.toFixed(1)} ms to set one, ${serviceCpuMs.toFixed(1)} ms of the service for one`,
  );
  console.log(
    `event loop late by            p50 ${ms(delay.percentile(50))}, p99 ${ms(delay.percentile(99))}, most ${ms(delay.max)} ms (5 of it the timer's)`,
  );
} finally {
  for (const close of closing) await close().catch(() => {});
}
