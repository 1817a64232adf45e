/**
 * How the pages lie: at every width, on paper, with long names, on a slow line; and where the focus
 * goes.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { formatMrn } from "@pms/contracts/patients/mrn";
import type { Patient } from "@pms/contracts/patients/patient";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let send: Send;

const nameOfItsOwn = () => `Rey${randomUUID().replaceAll(/[^a-f]/g, "")}x`;
const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const longName = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschafers";
const wide = { width: 1280, height: 800 };

before(async () => {
  system = await startSystem({ web: true });
  send = await administratorElsewhere(system);
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: wide, reducedMotion: "reduce" });
  page = await context.newPage();
  faults = watchForFaults(page);
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
    body: {
      firstName: "Ana",
      lastName: nameOfItsOwn(),
      dateOfBirth: "1961-03-04",
      phoneNumber: "617-555-0199",
      ...body,
    },
  });

function charge({ billing }: Patient, description: string, amountMinor = 123456): Promise<unknown> {
  const body = { amount: { amountMinor, currency: "USD" }, code: "99213", description, serviceDate: "2025-01-02" };
  return send("POST", `/api/billing/accounts/${billing.accountId}/charges`, { body });
}

/** What has the focus, by its text; empty where nothing has. */
const focused = () =>
  page.evaluate(() => (document.activeElement === document.body ? "" : (document.activeElement?.textContent ?? "")));

async function awaitFocus(text: string): Promise<void> {
  await page
    .waitForFunction(
      (wanted) => document.activeElement !== document.body && document.activeElement?.textContent?.includes(wanted),
      text,
      {
        timeout: 5_000,
      },
    )
    .catch(async () => assert.fail(`the focus is on “${(await focused()).slice(0, 80)}”, not on “${text}”`));
}

/** What of a table lies beyond its frame or beyond the window. */
const beyond = () =>
  page.getByRole("table").evaluate((table) => {
    const frame = (table.parentElement ?? table).getBoundingClientRect();
    const head = table.querySelector("thead")?.getBoundingClientRect();
    const cells = [...table.querySelectorAll(head && head.width > 1 ? "th, td" : "td")];
    const right = Math.min(frame.right, document.documentElement.clientWidth);
    return cells.filter((cell) => cell.getBoundingClientRect().right > right + 0.5).map((cell) => cell.textContent);
  });

test("no column of a table is cut off at any width", async () => {
  const patient = await register();
  await charge(patient, "Comprehensive metabolic panel");
  await page.goto(`${system.url}/patients`);
  for (const [path, ready] of [
    ["/patients", "04-Mar-1961"],
    [`/patients/${patient.id}/ledger`, "Comprehensive metabolic panel"],
    ["/admin/users", system.adminEmail],
    ["/audit", "Newest first, as of"],
  ] as const) {
    await page.goto(system.url + path);
    await page.getByText(ready).first().waitFor();
    await page.getByRole("table").waitFor();
    for (const width of [390, 700, 768, 900, 1000, 1088, 1199, 1280]) {
      await page.setViewportSize({ ...wide, width });
      assert.deepEqual(await beyond(), [], `${path} at ${width}`);
    }
  }
  await page.goto(`${system.url}/patients`);
  await page.getByLabel(/^Search patients/).fill(patient.lastName ?? "");
  await page.getByText("Same last name").waitFor();
  for (const width of [768, 1088, 1280]) {
    await page.setViewportSize({ ...wide, width });
    assert.deepEqual(await beyond(), [], `search results at ${width}`);
  }
});

test("on a phone the words of a button stay whole, and who is signed in stands at the right", async () => {
  const phone = { width: 390, height: 844 };
  await page.setViewportSize(phone);
  await page.goto(`${system.url}/account`);
  const words = page.getByText("Sign out there").first();
  await words.waitFor();
  assert.equal(await words.evaluate((element) => element.scrollWidth > element.clientWidth), false);
  await page.setViewportSize(wide);

  const [email, password] = [`${nameOfItsOwn()}@clinic.example`, "nine calm herons on the weir"];
  const body = { email, firstName: "Ana", lastName: "Rey", roles: ["patient"], facilities: [] };
  const { token } = await send<{ token: string }>("POST", "/api/users/invitations", { body });
  await send("POST", "/api/auth/invitations/accept", { body: { token, password } });
  const context = await browser.newContext({ viewport: phone });
  const theirs = await context.newPage();
  await theirs.goto(system.url);
  await signIn(theirs, email, password);
  const menu = await theirs.getByRole("button", { name: /: menu$/ }).boundingBox();
  await context.close();
  assert.ok(menu && menu.x + menu.width > 370, JSON.stringify(menu));
});

test("a long name wraps by itself, and leaves every other row on one line", async () => {
  const [long, short] = [await register({ lastName: longName }), await register()];
  await page.goto(`${system.url}/patients`);
  const row = ({ lastName = "" }: Patient) => page.getByRole("row").filter({ hasText: lastName }).first();
  await row(short).waitFor();
  const height = async (patient: Patient) => (await row(patient).boundingBox())?.height ?? 0;
  assert.ok((await height(short)) < 40, `${await height(short)} px`);
  assert.ok((await height(long)) > (await height(short)));
});

test("a search that finds nobody says so in its heading, and its text stays in its box", async () => {
  const text = "x".repeat(200);
  await page.getByLabel(/^Search patients/).fill(text);
  await heading("No patient found").waitFor();
  const box = page.locator(".surface").filter({ hasText: text });
  assert.equal(await box.evaluate((element) => element.scrollWidth > element.clientWidth), false);
  await assertAccessible(page, "nobody found");
  await page.getByLabel(/^Search patients/).fill("");
});

test("more rows take the focus: it goes to the first that came", async () => {
  const patients: Patient[] = [];
  for (let count = 0; count < 55; count += 1)
    patients.push(await register({ lastName: `Row${count}${nameOfItsOwn()}` }));
  await page.goto(`${system.url}/patients`);
  const more = page.getByRole("button", { name: "Load more" });
  await more.focus();
  await page.keyboard.press("Enter");
  await awaitFocus(patients[4]?.lastName ?? "");
  const patient = await register();
  for (let count = 0; count < 101; count += 1) await charge(patient, `Visit ${count}.`, 100);
  await page.goto(`${system.url}/patients/${patient.id}/ledger`);
  await page.getByRole("button", { name: "Load earlier" }).focus();
  await page.keyboard.press("Enter");
  // In the ledger it is the button of the row that opens it.
  await page.waitForFunction(() => document.activeElement?.closest("tr")?.textContent?.includes("Visit 0."));
  await page.goto(`${system.url}/audit`);
  await more.focus();
  const rows = page.getByRole("row");
  const before = await rows.count();
  await page.keyboard.press("Enter");
  await rows.nth(before).waitFor();
  // By itself and not by its words: the patient's name comes a moment after the row.
  const first = await rows.nth(before).elementHandle();
  await page.waitForFunction((row) => row?.contains(document.activeElement), first, { timeout: 5_000 });
});

test("a change that meets another one puts the focus on what it says", async () => {
  const patient = await register();
  const path = `/patients/${patient.id}`;
  await page.goto(system.url + path);
  await page.getByRole("button", { name: "Edit contact", exact: true }).click();
  const form = page.getByRole("form", { name: "Edit contact", exact: true });
  await form.getByLabel("Phone (optional)").fill("555-000-1111");
  await send("PATCH", `/api${path}`, { body: { phoneNumber: "555-000-2222" }, version: 1 });
  await page.keyboard.press("Control+Enter");
  await awaitFocus("somebody else changed this record meanwhile");
});

test("a reversal puts the focus on the heading when it is done, and back on its row when it is not", async () => {
  const patient = await register();
  await charge(patient, "Office visit");
  await page.goto(`${system.url}/patients/${patient.id}/ledger`);
  const actions = page.getByRole("button", { name: "Charge: actions" });
  const dialog = page.getByRole("dialog", { name: "Reverse this posting?" });
  async function begin() {
    await actions.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Reverse…" }).focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor();
  }
  await begin();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Charge: actions");
  await begin();
  await dialog.getByLabel("Reason").fill("Wrong patient");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  await page.getByText("Reversed by No. 2").waitFor();
  await awaitFocus("Ledger");
});

test("a receipt is printed as one: clinic, patient, number, what was paid, and nothing else", async () => {
  const patient = await register();
  await charge(patient, "Office visit", 7749);
  await page.goto(`${system.url}/patients/${patient.id}/ledger`);
  await page.getByRole("button", { name: "Take payment" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("Amount").fill("40");
  await drawer.getByText("Cash", { exact: true }).click();
  await drawer.getByLabel(/Cash received/).fill("50");
  await drawer.getByRole("button", { name: "Take $40.00 cash" }).click();
  await drawer.getByText("$40.00 posted.").waitFor();
  await page.emulateMedia({ media: "print" });
  // The text that is to be seen, and only that.
  const [printed = ""] = await page.locator("body").allInnerTexts();
  for (const text of [
    "Receipt",
    patient.lastName,
    "04-Mar-1961",
    formatMrn(patient.mrn),
    "$40.00 cash",
    "$10.00",
    "$37.49 due",
  ]) {
    assert.ok(printed.includes(text ?? ""), `“${text}” in ${printed}`);
  }
  for (const text of ["Done", "Take payment", "Ledger", "Your account", "posted."]) {
    assert.ok(!printed.includes(text), `“${text}” in ${printed}`);
  }
  const place = await heading("Receipt").boundingBox();
  // Beneath the letterhead.
  assert.ok(place && place.x < 40 && place.y < 120, JSON.stringify(place));
  const lines = await page
    .locator(".print dt")
    .evaluateAll((terms) => terms.map((term) => term.getBoundingClientRect().top));
  assert.ok(Math.max(...lines) < 400, `the lines lie together: ${lines}`);
  await page.emulateMedia({ media: null });
  await drawer.getByRole("button", { name: "Done" }).click();
  await drawer.waitFor({ state: "hidden" });
});

test("another page is printed without what leads elsewhere, with its patient, and light", async () => {
  const patient = await register();
  await charge(patient, "Office visit", 7749);
  await page.goto(`${system.url}/patients/${patient.id}/ledger`);
  await page.getByText("Office visit").waitFor();
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const [printed = ""] = await page.locator("body").allInnerTexts();
  for (const text of [patient.lastName ?? "", "04-Mar-1961", "Ledger", "Office visit, 99213", "Balance"]) {
    assert.ok(printed.includes(text), `“${text}” in ${printed}`);
  }
  for (const text of ["Take payment", "Your account", "Patient management", "History"]) {
    assert.ok(!printed.includes(text), `“${text}” in ${printed}`);
  }
  await page.emulateMedia({ media: null, colorScheme: "dark" });
  const paper = page.evaluate(
    () =>
      new Promise((resolve) => addEventListener("beforeprint", () => resolve(getComputedStyle(document.body).color))),
  );
  const ofText = () => page.evaluate(() => getComputedStyle(document.body).color);
  const onScreen = await ofText();
  await page.pdf();
  assert.equal(await paper, "rgb(22, 35, 43)");
  assert.equal(await ofText(), onScreen, "the screen stays dark");
  await page.emulateMedia({ colorScheme: "light" });
});

test("a page that is slow to come shows that it is coming, instead of the one before", async () => {
  const patient = await register();
  await page.goto(`${system.url}/patients/${patient.id}/history`);
  await heading("History").waitFor();
  let arrive = () => {};
  const arrival = new Promise<void>((resolve) => (arrive = resolve));
  // The ledger would not do: it has come with the record, so that no key waits for it.
  await page.route("**/assets/insights-page*.js", (route) => arrival.then(() => route.continue()));
  await page.getByRole("link", { name: "Insights" }).click();
  await heading("History").waitFor({ state: "hidden", timeout: 2_000 });
  await page.getByRole("status").getByText("Loading").waitFor({ state: "attached" });
  arrive();
  await heading("Insights").waitFor();
});

test("the pages threw nothing, and the content security policy stopped nothing (PRV-2)", () => {
  assert.deepEqual(faults, []);
});
