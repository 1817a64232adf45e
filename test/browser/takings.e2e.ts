/** A cashier counts the drawer at the end of the day, in a real browser on the real system. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { asAdmin, type Caller, newUser, samplePatient } from "../system/caller.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let cashier: Awaited<ReturnType<typeof newUser>>;
let admin: Caller;

/**
 * Cash 40.00 and 12.50, of which the latter was typed twice and is reversed; card 25.00; another's
 * check.
 */
before(async () => {
  system = await startSystem({ web: true });
  // On a busy machine auth may not have been found yet.
  admin = await until("the administrator", () => asAdmin(system).catch(() => undefined));
  const { data } = (await admin.get("/api/facilities")).body;
  const facilities = data.map(({ id }: { id: string }) => id);
  cashier = await newUser(system, admin, "front-desk", facilities);
  const colleague = await newUser(system, admin, "front-desk", facilities);
  const patient = await admin.post("/api/patients", { ...samplePatient, lastName: `Doe${randomUUID()}` });
  const account = await until("the account", async () => {
    const answer = await admin.get(`/api/billing/patients/${patient.body.id}/account`);
    return answer.status === 200 && answer.body;
  });
  const take = async (who: Caller, method: string, amountMinor: number) => {
    const body = { amount: { amountMinor, currency: "USD" }, method };
    const answer = await who.post(`/api/billing/accounts/${account.id}/payments`, body);
    assert.equal(answer.status, 201, answer.text);
    return answer.body.id;
  };
  await take(cashier, "cash", 4_000);
  const typedTwice = await take(cashier, "cash", 1_250);
  await take(cashier, "card", 2_500);
  await take(colleague, "check", 8_600);
  await admin.post(`/api/billing/transactions/${typedTwice}/reversal`, { reason: "typed twice" });
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  page = await context.newPage();
  faults = watchForFaults(page);
});
after(async () => {
  await browser?.close();
  await system?.dispose();
});

const heading = () => page.getByRole("heading", { level: 1, name: "Takings", exact: true });
const cells = async (table: string, row: string) => {
  const line = page.getByRole("table", { name: table }).getByRole("row").filter({ hasText: row }).first();
  await line.waitFor();
  return line.locator("td").allInnerTexts();
};

test("a cashier reads the day's takings without a key beyond opening them", async (t) => {
  await page.goto(system.url);
  await signIn(page, cashier.email, cashier.password);
  const pressed: string[] = [];
  await page.exposeFunction("noteKey", (key: string) => void pressed.push(key));
  await page.getByRole("link", { name: "Takings", exact: true }).first().click();
  await page.evaluate('addEventListener("keydown", (event) => noteKey(event.key), true)');
  await heading().waitFor();
  assert.deepEqual(await cells("Takings by method", "Cash"), ["2", "$52.50", "—", "$12.50", "$40.00"]);
  assert.deepEqual(await cells("Takings by method", "Check"), ["1", "$86.00", "—", "—", "$86.00"]);
  assert.deepEqual(await cells("Takings by method", "All methods"), ["4", "$163.50", "—", "$12.50", "$151.00"]);
  // Under the cashier who took it, whoever reversed it.
  await page.getByRole("link", { name: /\(you\)$/ }).waitFor();
  assert.equal(await page.getByRole("link", { name: /^Cashier/ }).count(), 0, "colleagues are named");
  assert.deepEqual(pressed, []);
  t.diagnostic(`keys to read the takings: ${pressed.length}`);
});

test("the cashier's own drawer is in the address, and a reload and a print say the same", async () => {
  await page.getByRole("link", { name: /\(you\)$/ }).click();
  await page.waitForURL(/cashier=[0-9a-f-]{36}/);
  await page.getByRole("table", { name: "Takings by method" }).getByText("Check").waitFor({ state: "detached" });
  await page.reload();
  await heading().waitFor();
  assert.deepEqual(await cells("Takings by method", "All methods"), ["3", "$77.50", "—", "$12.50", "$65.00"]);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByText("Signature").isVisible());
  assert.ok(!(await page.getByLabel("Cashier", { exact: true }).first().isVisible()));
  await page.emulateMedia({ media: "screen" });
});

test("the file that is saved has a line per method, in exact amounts", async () => {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save CSV" }).click();
  const download = await downloading;
  assert.match(download.suggestedFilename(), /^takings-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
  assert.equal(lines.length, 3);
  assert.ok(
    lines.some((line) => line.endsWith(",cash,USD,2,52.50,0,0.00,1,12.50,40.00")),
    lines.join("\n"),
  );
});

test("another day is a click away, a day to come is refused in words, and a day without takings says so", async () => {
  await page.getByRole("button", { name: "The day before" }).click();
  await page.waitForURL(/date=\d{4}-\d\d-\d\d/);
  await page.getByText("Nothing was taken or paid back on this day.").waitFor();
  await page.getByLabel("Day", { exact: true }).first().fill("12/31/2099");
  await page.keyboard.press("Enter");
  await page.getByText("Enter a day that is not in the future").waitFor();
});

test("the page is accessible in both themes, and no wider than a phone", async () => {
  await page.goto(`${system.url}/billing/takings`);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 800 });
      await heading().waitFor();
      await page.getByRole("table", { name: "Takings by cashier" }).waitFor();
      await assertAccessible(page, `takings, ${colorScheme}, ${width}`);
      const wider = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert.ok(Number(wider) <= 0, `${width}: ${wider} px too wide`);
    }
  }
  assert.deepEqual(faults, []);
});

test("who counts no drawer has no way to it", async () => {
  const clinician = await newUser(system, admin, "clinician", "all");
  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(`${system.url}/billing/takings`);
  await signIn(other, clinician.email, clinician.password);
  await other.waitForURL(/\/today$/);
  await other.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  assert.equal(await other.getByRole("link", { name: "Takings" }).count(), 0);
  await context.close();
});
