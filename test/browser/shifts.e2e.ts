/** Nothing on a page is pushed about once it is there: CLS of every main page, as each loads. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { type Browser, launchBrowser, type Page, signIn } from "./browser.ts";
import { administratorElsewhere } from "./elsewhere.ts";
import { paintOf, watchPaint } from "./pages-seen.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let patient: Patient;

before(async () => {
  system = await startSystem({ web: true });
  const send = await administratorElsewhere(system);
  for (let count = 0; count < 12; count += 1)
    patient = await send<Patient>("POST", "/api/patients", {
      body: { firstName: "Ana", lastName: `Ruiz ${String.fromCharCode(65 + count)}`, dateOfBirth: "1961-03-04" },
    });
  for (const amountMinor of [12_300, 4_500])
    await send("POST", `/api/billing/accounts/${patient.billing.accountId}/charges`, {
      body: {
        amount: { amountMinor, currency: "USD" },
        code: "99213",
        description: "Office visit",
        serviceDate: "2026-01-05",
      },
    });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(system.url);
  await signIn(page, system.adminEmail, system.adminPassword);
  await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  await watchPaint(page);
});

after(async () => {
  await browser?.close();
  await system?.dispose();
});

/** The goal is 0.01, which `bench/desk.ts` prints; on a machine that is busy with other tests answers come in any order. */
const most = 0.05;

test("no main page moves about while it loads, on a wide screen or a phone", async (t) => {
  const moved: string[] = [];
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of [
      ...["/today", "/patients", "/patients/new", "/patients/duplicates", `/patients/${patient.id}`],
      ...["ledger", "history", "access"].map((tab) => `/patients/${patient.id}/${tab}`),
      ...["/billing", "/billing/takings", "/insights", "/audit", "/admin/users", "/admin/facilities", "/account"],
    ]) {
      const { cls, lcpMs } = await paintOf(page, system.url + path);
      const shown = path.replace(patient.id, "…");
      t.diagnostic(`${shown} at ${width}: CLS ${cls.toFixed(4)}, LCP ${lcpMs.toFixed(0)} ms`);
      if (cls > most) moved.push(`${shown} at ${width}: ${cls.toFixed(4)}`);
    }
  }
  assert.deepEqual(moved, []);
});
