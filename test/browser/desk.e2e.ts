/**
 * What the front desk and the biller do all day, by keyboard and counted: register, charge, take
 * cash, correct. Typed content does not count, every other key does.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { stdout } from "node:process";
import { after, before, test } from "node:test";
import type { LedgerTransactionList } from "@pms/contracts/billing/transactions";
import { formatMrn } from "@pms/contracts/patients/mrn";
import type { Patient } from "@pms/contracts/patients/patient";
import type { Static } from "typebox";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let send: Send;

const wide = { width: 1440, height: 900 };
const nameOfItsOwn = () => `Rey${randomUUID().replaceAll(/[^a-f]/g, "")}x`;
const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const drawer = (name: string | RegExp) => page.getByRole("dialog", { name });

before(async () => {
  system = await startSystem({ web: true });
  send = await administratorElsewhere(system);
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: wide, reducedMotion: "reduce", locale: "en-US" });
  page = await context.newPage();
  faults = watchForFaults(page);
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute("data-printed", "true");
  });
  await page.goto(system.url);
  await signIn(page, system.adminEmail, system.adminPassword);
  await heading("Users").waitFor();
});

after(async () => {
  await browser?.close();
  await system?.dispose();
});

const register = (body: Record<string, unknown> = {}) =>
  send<Patient>("POST", "/api/patients", {
    body: { firstName: "Ana", lastName: nameOfItsOwn(), dateOfBirth: "1961-03-04", ...body },
  });

const postTo = ({ billing }: Patient, kind: string, body: object) =>
  send("POST", `/api/billing/accounts/${billing.accountId}/${kind}`, { body });
const usd = (amountMinor: number) => ({ amountMinor, currency: "USD" });
const charge = (patient: Patient, amountMinor = 10_000) =>
  postTo(patient, "charges", {
    amount: usd(amountMinor),
    code: "99213",
    description: "Office visit",
    serviceDate: "2026-01-05",
  });

async function transactionsOf({ billing }: Patient) {
  const path = `/api/billing/accounts/${billing.accountId}/transactions`;
  return (await send<Static<typeof LedgerTransactionList>>("GET", path)).data;
}

async function openLedger(patient: Patient) {
  await page.goto(`${system.url}/patients/${patient.id}/ledger`);
  await heading("Ledger").waitFor();
}

const table: { task: string; keys: number; atMost: number }[] = [];

/** Counts the keys beyond what is typed. */
async function counted(task: string, atMost: number, work: (press: (key: string) => Promise<void>) => Promise<void>) {
  let keys = 0;
  await work((key) => {
    keys += 1;
    return page.keyboard.press(key);
  });
  table.push({ task, keys, atMost });
  assert.ok(keys <= atMost, `${task}: ${keys} keys, at most ${atMost}`);
}

const type = (text: string) => page.keyboard.type(text);
const isFocused = (label: string) =>
  page.waitForFunction(
    (wanted) => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent?.startsWith(wanted),
    label,
  );

let patient: Patient;

test("a patient is registered with a key per field, on a page that needs no scrolling", async () => {
  await page.getByRole("link", { name: "Patients", exact: true }).click();
  await heading("Patients").waitFor();
  const lastName = nameOfItsOwn();
  await counted("register", 9, async (press) => {
    await press("n");
    await isFocused("Last name");
    await type(lastName);
    await press("Tab");
    await type("Ana");
    await press("Tab");
    await press("Tab");
    await type("3/4/61");
    await press("Tab");
    await type("f");
    await press("Tab");
    await isFocused("Unidentified");
    await press("Enter");
    await page.getByRole("tab", { name: "History" }).waitFor();
  });
  const id = new URL(page.url()).pathname.split("/")[2];
  patient = await send<Patient>("GET", `/api/patients/${id}`);
  assert.equal(patient.sex, "female");
  assert.equal(patient.dateOfBirth, "1961-03-04");
  await page.goto(`${system.url}/patients/new`);
  await heading("Register patient").waitFor();
  assert.ok((await page.evaluate(() => document.documentElement.scrollHeight)) <= 900);
  await assertAccessible(page, "registration");
});

test("the clinic's address is the administrator's to say, on a page of its own", async () => {
  await page.getByRole("link", { name: "Facilities", exact: true }).click();
  await heading("Facilities").waitFor();
  await page.getByRole("button", { name: "Edit Main clinic" }).click();
  const form = page.getByRole("form", { name: "Main clinic" });
  await form.getByLabel("Address").fill("14 Harbour Street\n\nPortland, ME 04101");
  await form.getByLabel("Phone").fill("(207) 555-0142");
  await assertAccessible(page, "a facility's form");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  await page.getByRole("cell", { name: "14 Harbour Street, Portland, ME 04101" }).waitFor();
  await assertAccessible(page, "facilities");
});

test("a charge, a cash payment with its receipt and a correction are a handful of keys each", async () => {
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByText("Account active").waitFor();
  await counted("charge", 5, async (press) => {
    await press("c");
    await isFocused("Code");
    await type("99213");
    await press("Tab");
    await type("Office visit");
    await press("Tab");
    await press("Tab");
    await type("120");
    await press("Enter");
    await drawer("Post charge").waitFor({ state: "hidden" });
  });
  await page.waitForFunction(() => document.activeElement?.textContent === "Charge");
  await counted("cash payment with print", 6, async (press) => {
    await press("p");
    await isFocused("Amount");
    await type("40");
    await press("Tab");
    await press("Space");
    await press("Tab");
    await isFocused("Cash received");
    await type("50");
    await press("Enter");
    await page.waitForFunction(() => document.activeElement?.textContent === "Print");
    await press("Enter");
    await page.waitForFunction(() => document.documentElement.hasAttribute("data-printed"));
  });
  const receipt = drawer("Receipt");
  for (const text of [`${formatMrn(patient.mrn)} – 2`, "$50.00", "$10.00", "$80.00 due", "First Administrator"])
    await receipt.getByText(text).first().waitFor();
  const clinic = ["Main clinic", "14 Harbour Street", "Portland, ME 04101", "(207) 555-0142"];
  assert.deepEqual(await receipt.locator("address p").allTextContents(), clinic);
  assert.deepEqual(
    await page.locator(".print address p").allTextContents(),
    clinic,
    "on the sheet that is printed too",
  );
  await assertAccessible(page, "receipt");
  await receipt.getByRole("button", { name: "Done" }).click();
  await page.waitForFunction(() => document.activeElement?.textContent === "Payment");
  await counted("correct", 10, async (press) => {
    await press("Enter");
    await drawer(/^Payment, No\. 2/).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === "Print the receipt again");
    await press("Tab");
    await press("Enter");
    await isFocused("What was wrong");
    await type("Wrong amount");
    await press("Tab");
    await type("30");
    await press("Enter");
    await drawer(/^Correct/).waitFor({ state: "hidden" });
  });
  const amounts = (await transactionsOf(patient)).map(({ number, type, amount }) => [number, type, amount.amountMinor]);
  assert.deepEqual(amounts, [
    [4, "payment", 3_000],
    [3, "reversal", 4_000],
    [2, "payment", 4_000],
    [1, "charge", 12_000],
  ]);
});

test("the ledger runs newest first or oldest first, adds up, and leads from a reversal to its original and back", async () => {
  const rows = page.getByRole("table", { name: "Ledger" }).locator("tbody tr");
  await rows.nth(3).waitFor();
  const numbers = () => rows.locator("td:first-child").allInnerTexts();
  assert.deepEqual(await numbers(), ["4", "3", "2", "1"]);
  const totals = await page.locator("tfoot td").allInnerTexts();
  assert.deepEqual(totals.filter(Boolean), ["$160.00", "$70.00", "$90.00"]);
  await page.getByRole("button", { name: "Reversed by No. 3" }).click();
  await page.waitForFunction(() => document.activeElement?.closest("tr")?.querySelector("td")?.textContent === "3");
  await page.getByRole("button", { name: "Reverses No. 2" }).click();
  await page.waitForFunction(() => document.activeElement?.closest("tr")?.querySelector("td")?.textContent === "2");
  await page.getByText("Oldest first").click();
  assert.deepEqual(await numbers(), ["1", "2", "3", "4"]);
  await page.getByText("Newest first").click();
  await assertAccessible(page, "ledger");
});

test("a drawer leaves the ledger beside it to be read", async () => {
  await page.getByRole("button", { name: "Take payment" }).click();
  const form = await drawer("Take payment").boundingBox();
  const ledger = await page.getByRole("table", { name: "Ledger" }).boundingBox();
  assert.ok(form && ledger && ledger.x + ledger.width <= form.x, JSON.stringify({ form, ledger }));
  assert.equal(await page.locator(".mantine-Drawer-overlay").count(), 0);
  await page.keyboard.press("Escape");
});

test("radios say their name and what is wrong with them, and another currency's sign is refused", async () => {
  await page.getByRole("button", { name: "Take payment" }).click();
  const form = drawer("Take payment");
  await form.getByLabel("Amount").fill("€40");
  await page.keyboard.press("Enter");
  await form.getByText("This account is kept in USD: enter the amount in US Dollar").waitFor();
  const method = form.getByRole("radiogroup", { name: "Method" });
  assert.equal(await method.getAttribute("aria-invalid"), "true");
  const described = (await method.getAttribute("aria-describedby")) ?? "";
  assert.equal(await page.locator(`#${described}`).textContent(), "Choose how it is paid");
  await form.getByLabel("Amount").fill("");
  await assertAccessible(page, "payment with problems");
  await page.keyboard.press("Escape");
});

test("a balance that another cashier changed is said before anything is posted", async () => {
  const bill = await register();
  await charge(bill);
  await openLedger(bill);
  await page.getByRole("button", { name: "Take payment" }).click();
  const form = drawer("Take payment");
  await form.getByRole("button", { name: "Full balance" }).click();
  await form.getByText("Card", { exact: true }).click();
  await postTo(bill, "payments", { amount: usd(10_000), method: "cash" });
  await form.getByRole("button", { name: "Take $100.00 card" }).click();
  await form.getByText("Nothing was posted.").waitFor();
  await form.getByText("The balance changed while this was open.").waitFor();
  await form.getByText("It was $100.00 due, now it is settled.").waitFor();
  assert.equal((await transactionsOf(bill)).length, 2);
  await form.getByRole("button", { name: "Take $100.00 card all the same" }).click();
  await page.getByText("$100.00 posted.").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  assert.equal((await transactionsOf(bill)).length, 3);
});

test("a payment during which the log-in ended is as it was after signing in, and is sent again", async () => {
  const bill = await register();
  await charge(bill);
  await openLedger(bill);
  await page.getByRole("button", { name: "Take payment" }).click();
  const form = drawer("Take payment");
  await form.getByLabel("Amount").fill("25");
  await form.getByText("Check", { exact: true }).click();
  await form.getByLabel(/Reference/).fill("1042");
  await form.getByLabel("For").selectOption("copay");
  await page.route("**/payments", (route) => route.fulfill({ status: 401 }));
  await page.route("**/api/auth/refresh", (route) => route.fulfill({ status: 401 }));
  await form.getByRole("button", { name: "Take $25.00 check" }).click();
  const again = page.getByRole("dialog", { name: "Your log-in ended. Sign in to go on." });
  await again.waitFor();
  await page.unroute("**/payments");
  await page.unroute("**/api/auth/refresh");
  await again.getByLabel("Password", { exact: true }).fill(system.adminPassword);
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.waitFor({ state: "hidden" });
  assert.equal(await form.getByLabel("Amount").inputValue(), "25");
  assert.equal(await form.getByLabel(/Reference/).inputValue(), "1042");
  await form.getByRole("button", { name: "Take $25.00 check" }).click();
  await page.getByText("$25.00 posted.").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  const [posted] = await transactionsOf(bill);
  assert.deepEqual([posted?.method, posted?.purpose, posted?.reference], ["check", "copay", "1042"]);
});

test("an adjustment is posted with its reason, and marked in the ledger", async () => {
  const bill = await register();
  await charge(bill);
  await openLedger(bill);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Adjust…" }).click();
  const form = drawer("Adjust");
  await form.getByLabel("Amount").fill("10");
  await page.keyboard.press("Enter");
  await form.getByText("Choose which way").waitFor();
  await assertAccessible(page, "adjustment with problems");
  await form.getByText("Lowers what is owed").click();
  await form.getByLabel("Reason").selectOption("courtesy");
  await form.getByRole("button", { name: "Adjust by $10.00" }).click();
  await form.waitFor({ state: "hidden" });
  await page.locator("tr[aria-current]").filter({ hasText: "Courtesy discount" }).waitFor();
  assert.equal((await transactionsOf(bill))[0]?.reasonCode, "courtesy");
});

test("an adjustment the wrong way is corrected in one form, which begins as it was posted", async () => {
  const bill = await register();
  await charge(bill);
  await postTo(bill, "adjustments", {
    amount: usd(1_000),
    direction: "debit",
    reasonCode: "courtesy",
    note: "Asked for",
  });
  await openLedger(bill);
  await page.getByRole("button", { name: "Adjustment", exact: true }).click();
  await drawer(/^Adjustment, No\. 2/)
    .getByRole("button", { name: "Correct…" })
    .click();
  const form = drawer("Correct adjustment No. 2");
  assert.equal(await form.getByLabel("Reason").inputValue(), "courtesy");
  assert.equal(await form.getByLabel("Note").inputValue(), "Asked for");
  await form.getByText("Lowers what is owed").click();
  await form.getByRole("button", { name: "Correct to this" }).click();
  await form.getByText("Say what was wrong").waitFor();
  await assertAccessible(page, "correction of an adjustment with a problem");
  await form.getByLabel("What was wrong").fill("Wrong way");
  await form.getByRole("button", { name: "Correct to $10.00" }).click();
  await form.waitFor({ state: "hidden" });
  const [corrected, reversal] = await transactionsOf(bill);
  assert.deepEqual(
    [corrected?.type, corrected?.direction, corrected?.note, corrected?.balanceAfter.amountMinor],
    ["adjustment", "credit", "Asked for", 9_000],
  );
  assert.equal(reversal?.note, "Wrong way");
});

test("a look-alike turns the footer, takes the focus, and why it is another person is kept in the audit", async () => {
  const twin = await register({ sex: "female" });
  await page.goto(`${system.url}/patients/new`);
  await page.getByLabel("Last name").fill(twin.lastName ?? "");
  await page.getByLabel("First name").fill("Ana");
  await page.getByLabel("Birth date", { exact: true }).fill("4 mar 61");
  await page.getByText("Very likely registered already").waitFor();
  await page.getByLabel("Last name").press("Enter");
  await page.waitForFunction(() => document.activeElement?.textContent === "Open this record");
  await assertAccessible(page, "registration with a look-alike");
  await page.getByLabel("Different person because").selectOption("twin");
  await page.getByRole("button", { name: "Register", exact: true }).click();
  await page.getByRole("tab", { name: "History" }).waitFor();
  const id = new URL(page.url()).pathname.split("/")[2];
  assert.notEqual(id, twin.id);
  type Entry = { action: string; details?: Record<string, string> };
  for (let tries = 0; ; tries += 1) {
    const { data } = await send<{ data: Entry[] }>("GET", `/api/audit?patientId=${id}`);
    const entry = data.find(({ action }) => action === "patient.create");
    if (entry) {
      assert.equal(entry.details?.differsBecause, "twin");
      break;
    }
    assert.ok(tries < 100, "the registration is not in the audit");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

test("dates are read as people type them: an infant by months, and two digits of a year are asked about", async () => {
  await page.goto(`${system.url}/patients/new`);
  const born = page.getByLabel("Birth date", { exact: true });
  await born.fill("3 months");
  await page.getByText(/About .* · ~1[234] weeks/).waitFor();
  await born.fill("4.4.20");
  await page.getByText("04-Apr-2020").waitFor();
  await page.getByRole("button", { name: "1920 (106 y)?" }).click();
  assert.equal(await born.inputValue(), "04-Apr-1920");
  const language = page.getByRole("combobox", { name: /^Preferred language/ });
  await language.fill("spa");
  await page.keyboard.press("Tab");
  await page.waitForFunction(
    () => (document.getElementById("field-preferredLanguage") as HTMLInputElement).value === "Spanish",
  );
  await page.getByRole("button", { name: "Clear the form" }).click();
});

test("the record folds what it does not know into words to add it by, and shows what it knows", async () => {
  const known = await register({
    deceasedDate: "2026-01-02",
    preferredLanguage: "es",
    address: { street: "1 Main St", city: "Troy", state: "NY", zipCode: "12180", country: "USA" },
    identifiers: [{ system: "north-clinic", value: `N-${randomUUID().slice(0, 8)}` }],
  });
  await page.goto(`${system.url}/patients/${known.id}`);
  const address = page.getByRole("region", { name: "Address", exact: true });
  await address.getByText("USA").waitFor();
  assert.deepEqual((await address.locator("address > div").allInnerTexts()).slice(0, 3), [
    "1 Main St",
    "Troy, NY 12180",
    "USA",
  ]);
  await page.getByText("Spanish").waitFor();
  await page.getByRole("button", { name: "Edit identifiers" }).click();
  const form = page.getByRole("form", { name: "Edit identifiers" });
  await form.getByLabel("Number").fill("N-2");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Enter why it is changed").waitFor();
  await form.getByLabel("Why is it changed?").fill("misread at the desk");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByRole("region", { name: "Identifiers" }).getByText("N-2").waitFor();
  await page.getByRole("button", { name: "Add coverage…" }).click();
  await page.getByRole("form", { name: "Edit coverage" }).getByRole("button", { name: "Cancel" }).click();
  await assertAccessible(page, "record");
  await page.locator("#search").fill(known.lastName ?? "");
  await page
    .getByRole("row")
    .filter({ hasText: known.lastName ?? "" })
    .getByText("Deceased")
    .waitFor();
  await page.locator("#search").fill("");
});

test("the keys of each task, counted", () => {
  for (const { task, keys, atMost } of table)
    stdout.write(`  ${task.padEnd(26)} ${keys} keys beyond content, at most ${atMost}\n`);
  assert.deepEqual(
    table.map(({ task }) => task),
    ["register", "charge", "cash payment with print", "correct"],
  );
  assert.deepEqual(faults, []);
});
