/** A biller closes a month: the trial balance of a day, what is behind it, and files for the accountant. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { asAdmin, newUser, samplePatient } from "../system/caller.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let biller: Awaited<ReturnType<typeof newUser>>;
const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });

/** Of 2020 a charge and what was taken off it, of 2021 another, paid in two ways. */
before(async () => {
  system = await startSystem({ web: true });
  // On a busy machine auth may not have been found yet.
  const admin = await until("the administrator", () => asAdmin(system).catch(() => undefined));
  const { data } = (await admin.get("/api/facilities")).body;
  const facilities = data.map(({ id }: { id: string }) => id);
  biller = await newUser(system, admin, "biller", facilities);
  const patient = await admin.post("/api/patients", { ...samplePatient, lastName: `Doe${randomUUID()}` });
  const account = await until("the account", async () => {
    const answer = await admin.get(`/api/billing/patients/${patient.body.id}/account`);
    return answer.status === 200 && answer.body;
  });
  const post = async (kind: string, body: object) => {
    const answer = await admin.post(`/api/billing/accounts/${account.id}/${kind}`, body);
    assert.equal(answer.status, 201, answer.text);
  };
  await post("charges", { amount: usd(20_000), code: "99213", description: "Visit", serviceDate: "2020-03-01" });
  await post("adjustments", {
    amount: usd(5_000),
    direction: "credit",
    reasonCode: "CO-45",
    effectiveOn: "2020-03-02",
  });
  await post("charges", { amount: usd(8_000), code: "80053", description: "Panel", serviceDate: "2021-03-01" });
  await post("payments", { amount: usd(7_000), method: "card", receivedOn: "2021-03-02" });
  await post("payments", { amount: usd(1_000), method: "cash", receivedOn: "2021-03-03" });
  await post("adjustments", {
    amount: usd(300),
    direction: "credit",
    reasonCode: "bad-debt",
    effectiveOn: "2021-03-04",
  });
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  page = await context.newPage();
  faults = watchForFaults(page);
});
after(async () => {
  await browser?.close();
  await system?.dispose();
});

const heading = () => page.getByRole("heading", { level: 1, name: "Trial balance", exact: true });
const table = () => page.getByRole("table", { name: "Trial balance" });
const cells = async (row: string) => {
  const line = table().getByRole("row").filter({ hasText: row }).first();
  await line.waitFor();
  return line.locator("td").allInnerTexts();
};

test("the books of today, by the chart of accounts, both sides the same", async () => {
  await page.goto(system.url);
  await signIn(page, biller.email, biller.password);
  await page.getByRole("link", { name: "Trial balance", exact: true }).click();
  await heading().waitFor();
  await page.getByText("The books agree").waitFor();
  assert.deepEqual(await cells("Patient receivables"), ["$147.00", ""]);
  assert.deepEqual(await cells("Card payments"), ["$70.00", ""]);
  assert.deepEqual(await cells("Contractual adjustments"), ["$50.00", ""]);
  assert.deepEqual(await cells("Write-offs"), ["$3.00", ""]);
  assert.deepEqual(await cells("Visits"), ["", "$200.00"]);
  assert.deepEqual(await cells("Laboratory"), ["", "$80.00"]);
  assert.deepEqual(await cells("Assets"), ["$227.00", "$0.00"]);
  assert.deepEqual(await cells("Together"), ["$280.00", "$280.00"]);
});

test("any past day is typed, and stands in the address", async () => {
  await page.getByLabel("Until the end of").fill("12/31/2020");
  await page.keyboard.press("Enter");
  await page.waitForURL(/asOf=2020-12-31/);
  await table().getByText("Laboratory").waitFor({ state: "detached" });
  assert.deepEqual(await cells("Together"), ["$200.00", "$200.00"]);
  await page.reload();
  assert.deepEqual(await cells("Patient receivables"), ["$150.00", ""]);
  await page.getByLabel("Until the end of").fill("12/31/2099");
  await page.keyboard.press("Enter");
  await page.getByText("Enter a day that is not in the future").waitFor();
});

test("the check says in words that the ledger is sound", async () => {
  await page.getByRole("button", { name: "Check now" }).click();
  await page.getByText("The ledger is sound").waitFor();
  const checks = page.getByRole("table", { name: "Check of the ledger" });
  assert.equal(await checks.getByText("As it should be").count(), 7);
  await checks.getByText("No transaction was changed after it was posted").waitFor();
});

test("the trial balance and the whole ledger are saved as files", async () => {
  const saved = async (button: string) => {
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    const download = await downloading;
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };
  const csv = await saved("Save CSV");
  assert.equal(csv.name, "trial-balance-2020-12-31.csv");
  assert.match(csv.text, /2020-12-31,1100,receivable:patient,Patient receivables,Assets,USD,150\.00,0\.00/);
  const ledger = await saved("Save the ledger for accounting software");
  assert.equal(ledger.name, "ledger-2020-12-31.journal");
  assert.match(ledger.text, /\n2020-03-01 \(1\) charge 99213\n/);
  assert.match(ledger.text, /; End of the ledger: 2 transactions\.\n$/);
});

test("a line leads to what is behind it", async () => {
  await table().getByRole("link", { name: "Patient receivables" }).click();
  await page.getByRole("heading", { level: 1, name: "Balances", exact: true }).waitFor();
});

test("the page is accessible in both themes, and no wider than a phone", async () => {
  await page.goto(`${system.url}/billing/trial-balance`);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1440, 900, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await table().waitFor();
      await page.getByText("The ledger is sound").waitFor({ state: "detached" });
      await assertAccessible(page, `trial balance, ${colorScheme}, ${width}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert.ok(Number(wider) <= 0, `${width}: ${wider} px too wide`);
      if (process.env.PMS_SHOTS)
        await page.screenshot({ path: `${process.env.PMS_SHOTS}/trial-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
  assert.deepEqual(faults, []);
});
