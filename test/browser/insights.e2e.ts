/** The figures of the clinic: one bar that rules them, bars that open, pictures like the page. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let send: Send;

const monthsAgo = (count: number) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - count, 5)).toISOString().slice(0, 10);
};
const panel = (name: string) => page.getByRole("region", { name, exact: true });
const chart = (name: string) => panel(name).getByRole("img", { name: new RegExp(`^${name}: `) });
const parameters = () => new URL(page.url()).searchParams;

before(async () => {
  system = await startSystem({ web: true });
  send = await administratorElsewhere(system);
  const { billing } = await send<Patient>("POST", "/api/patients", {
    body: { firstName: "Ana", lastName: "Ruiz", dateOfBirth: "1961-03-04", sex: "female" },
  });
  for (const ago of [1, 2, 3]) {
    const body = {
      amount: { amountMinor: 10_000 * ago, currency: "USD" },
      code: "99213",
      description: "Visit",
      serviceDate: monthsAgo(ago),
    };
    await send("POST", `/api/billing/accounts/${billing.accountId}/charges`, { body });
  }
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  page = await context.newPage();
  faults = watchForFaults(page);
  await page.goto(system.url);
  await signIn(page, system.adminEmail, system.adminPassword);
  await page.getByRole("link", { name: "Insights" }).click();
});

after(async () => {
  await browser?.close();
  await system?.dispose();
});

test("every report of the listing has a panel, without a page that knows its name", async () => {
  const { reports } = await send<{ reports: { title: string }[] }>("GET", "/api/analytics/reports", {});
  assert.ok(reports.length >= 6);
  for (const { title } of reports) await panel(title).waitFor();
  // One stamp for the page: of two, the wait would say so.
  await page.getByText(/^As of/).waitFor();
  await chart("Charges").waitFor();
  await assertAccessible(page, "insights");
});

test("the bar rules tiles and charts, and stands in the address, which opens the same again", async () => {
  const [insights, charges] = await Promise.all([
    page.waitForResponse(/analytics\/insights\?/),
    page.waitForResponse(/reports\/charges\?/),
    page.getByRole("radiogroup", { name: "Time shown" }).getByText("Last month").click(),
  ]);
  for (const answer of [insights, charges]) {
    const asked = new URL(answer.url()).searchParams;
    assert.match(asked.get("from") ?? "", /-01$/);
    assert.equal(asked.get("compare"), "previous-period");
  }
  await page.getByLabel("Compared with").selectOption("previous-year");
  await page.waitForURL(/compare=previous-year/);
  assert.equal(parameters().get("range"), "last-month");
  await page.reload();
  await panel("Charges").waitFor();
  assert.equal(await page.getByLabel("Compared with").inputValue(), "previous-year");
});

test("a headline states the finding against the month before", async () => {
  await page.goto(`${system.url}/insights?range=last-month`);
  await page.getByText(/Charges fell 50 % against /).waitFor();
});

test("a bar opens its report over its own days, divided; the way back is a link", async () => {
  await page.goto(`${system.url}/insights`);
  await chart("Charges").waitFor();
  const month = monthsAgo(1).slice(0, 7);
  await panel("Charges").locator(`a[href*="from=${month}-01"]`).click();
  await page.waitForURL(/report=charges/);
  assert.equal(parameters().get("from"), `${month}-01`);
  assert.equal(parameters().get("groupBy"), "code");
  await page.getByText("99213").first().waitFor();
  await assertAccessible(page, "one report");
  await page.getByRole("link", { name: "All reports" }).click();
  await panel("Payments").waitFor();
});

test("a single figure is a number, and no chart of one bar", async () => {
  await page.goto(`${system.url}/insights?range=12m&report=payments&from=2026-01-01&to=2026-01-01`);
  await panel("Payments").getByText("$0.00").first().waitFor();
  assert.equal(await chart("Payments").count(), 0);
});

test("the saved picture has the months, the currency and the figures of the page", async () => {
  await page.goto(`${system.url}/insights?report=charges`);
  await chart("Charges").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save Charges as SVG" }).click(),
  ]);
  const svg = await readFile((await download.path()) ?? "", "utf8");
  const month = new Intl.DateTimeFormat("en", { month: "short", year: "numeric", timeZone: "UTC" });
  assert.ok(svg.includes(`>${month.format(new Date())}<`), "months are named");
  assert.match(svg, />\$300</, "the largest bar carries its figure");
});

test("the page fits a window of 320 px, light and dark, as charts and as tables", async () => {
  await page.setViewportSize({ width: 320, height: 800 });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${system.url}/insights`);
    await chart("Charges").waitFor();
    const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.deepEqual(await widths(), [320, 320]);
    await assertAccessible(page, `insights at 320, ${colorScheme}`);
  }
  for (const table of await page.getByText("Table", { exact: true }).all()) await table.click();
  const cut = await page
    .getByRole("region", { name: /: table$/ })
    .evaluateAll((frames) =>
      frames
        .filter((frame) => frame.scrollWidth > frame.clientWidth + 1)
        .map((frame) => frame.getAttribute("aria-label")),
    );
  assert.deepEqual(cut, [], "no table is clipped");
  assert.deepEqual(faults, []);
});
