/** A biller keeps the price list, and the form of a charge says what it says. */
import assert from "node:assert/strict";
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
const shots = process.env.PMS_SHOTS;

before(async () => {
  system = await startSystem({ web: true });
  send = await administratorElsewhere(system);
  browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    locale: "en-US",
  });
  page = await context.newPage();
  faults = watchForFaults(page);
  await page.goto(system.url);
  await signIn(page, system.adminEmail, system.adminPassword);
  await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
});
after(async () => {
  await browser?.close();
  await system?.dispose();
});

const look = async (name: string) => shots && page.screenshot({ path: `${shots}/${name}.png` });
const dialog = () => page.getByRole("dialog");
const row = (text: string) => page.getByRole("row").filter({ hasText: text });

test("a price is added, changed from a day on, and what it was stays to be read", async () => {
  await page.goto(`${system.url}/billing/prices`);
  await page.getByText("No price is on the list yet").waitFor();
  await look("prices-empty");
  await page.getByRole("button", { name: "Add a price" }).click();
  await dialog().getByRole("button", { name: "Set the price" }).click();
  await dialog().getByText("Enter what is done").waitFor();
  await dialog().getByLabel("Code").fill("99213");
  await dialog().getByLabel("Description").fill("Office visit, established patient");
  await dialog().getByLabel("Category").fill("Visits");
  await dialog().getByLabel("Price of one unit").fill("125");
  await dialog().getByLabel("From").fill("1/1/2026");
  await look("prices-add");
  await assertAccessible(page, "adding a price");
  await page.keyboard.press("Enter");
  await dialog().waitFor({ state: "hidden" });
  await row("99213").getByText("$125.00").waitFor();
  await page.getByRole("button", { name: "Change the price of 99213" }).click();
  await dialog().getByLabel("Price of one unit").fill("130");
  await page.keyboard.press("Enter");
  await row("99213").getByText("$130.00").waitFor();
  await page.getByRole("button", { name: "History of 99213" }).click();
  await dialog().getByText("$125.00").waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(faults, []);
});

test("a file is looked at before it is taken, and refused by its lines", async () => {
  const file = (text: string) => ({ name: "prices.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  const header = "code,description,category,price,effectiveFrom\n";
  const open = async (text: string) => {
    await page.getByRole("button", { name: "Import a file" }).click();
    const choosing = page.waitForEvent("filechooser");
    await dialog().getByLabel("CSV file").click();
    await (await choosing).setFiles(file(text));
  };
  await open(`${header}A1,Advice,Visits,free,2026-01-01\n`);
  await dialog().getByText("Line 2, price").waitFor();
  assert.ok(await dialog().getByRole("button", { name: "Set these prices" }).isDisabled());
  await look("prices-import-faults");
  await page.keyboard.press("Escape");
  await open(`${header}A1,Advice,Visits,20,2026-01-01\nA2,X-ray of the chest,Imaging,"1,250.00",2026-01-01\n`);
  await dialog().getByText("New: 2. Changed: 0. As they are: 0.").waitFor();
  await dialog().getByRole("button", { name: "Set these prices" }).click();
  await row("A2").getByText("$1,250.00").waitFor();
  await page.getByLabel("Code or description").fill("chest");
  await row("A1").waitFor({ state: "detached" });
  await assertAccessible(page, "the price list");
  await look("prices");
  await page.setViewportSize({ width: 390, height: 844 });
  await look("prices-390");
  await page.setViewportSize({ width: 1440, height: 900 });
  assert.deepEqual(faults, []);
});

test("a charge is a code and Enter: the list says amount and description, and the ledger has them", async () => {
  const body = { firstName: "Ana", lastName: "Preis", dateOfBirth: "1961-03-04" };
  const patient = await send<Patient>("POST", "/api/patients", { body });
  await page.goto(`${system.url}/patients/${patient.id}/ledger`);
  await page.getByRole("heading", { name: "Ledger" }).first().waitFor();
  await page.keyboard.press("c");
  await page.keyboard.type("99213");
  await dialog().getByText("Empty means $130.00, by the price list").waitFor();
  await look("charge-listed");
  await page.keyboard.press("Enter");
  await page.getByText("Posted: charge of $130.00.").waitFor();
  await row("Office visit, established patient").waitFor();
  // Quicker than the list answers: Enter waits for it.
  await page.keyboard.press("c");
  await dialog().getByLabel("Code").waitFor();
  await page.keyboard.type("A2");
  await page.keyboard.press("Enter");
  await page.getByText("Posted: charge of $1,250.00.").waitFor();
  await page.goto(`${system.url}/billing`);
  await page.getByRole("heading", { name: "Oldest balances" }).waitFor();
  await page.getByRole("table", { name: "Oldest balances" }).getByText("$1,380.00").waitFor();
  await look("billing");
  await assertAccessible(page, "balances");
  assert.deepEqual(faults, []);
});
