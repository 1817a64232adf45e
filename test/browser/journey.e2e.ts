/**
 * The first day at a clinic, in a real browser on the real system: sign in, register, find, charge,
 * be paid, look at the figures.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import {
  assertAccessible,
  type Browser,
  launchBrowser,
  type Page,
  type Route,
  signIn,
  watchForFaults,
} from "./browser.ts";
import { administratorElsewhere } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
// A name of its own, in letters: the search must find this one among all others.
const lastName = `Doe${randomUUID().replaceAll(/[^a-f]/g, "")}x`;

before(async () => {
  system = await startSystem({ web: true });
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  page = await context.newPage();
  faults = watchForFaults(page);
});

after(async () => {
  await browser?.close();
  await system?.dispose();
});

const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const band = () => page.getByRole("region", { name: "Patient", exact: true });

async function signInAsAdministrator(): Promise<void> {
  await signIn(page, system.adminEmail, system.adminPassword);
  await heading("Users").waitFor();
}

/** The last row of a panel's table: the present period. Its figures as shown. */
async function presentPeriod(panel: string): Promise<string[]> {
  const section = page.getByRole("region", { name: panel, exact: true });
  await section.getByText("Table", { exact: true }).click();
  const table = section.getByRole("table").first();
  await table.waitFor();
  return table.locator("tbody tr").first().locator("td").allInnerTexts();
}

const toCents = (shown = "") => Math.round(Number(shown.replaceAll(/[^\d.-]/g, "")) * 100);

async function figures(): Promise<{ registered: number; chargedMinor: number }> {
  await page.goto(`${system.url}/insights`);
  await heading("Insights").waitFor();
  const [, registered] = await presentPeriod("Registrations");
  const [, charged] = await presentPeriod("Charges");
  return { registered: toCents(registered) / 100, chargedMinor: toCents(charged) };
}

let figuresBefore: Awaited<ReturnType<typeof figures>>;

test("the administrator signs in and lands where the role works", async () => {
  await page.goto(system.url);
  await heading("Sign in").waitFor();
  await assertAccessible(page, "sign-in");
  await signInAsAdministrator();
  await page
    .getByRole("banner")
    .getByRole("link", { name: /: your start page$/ })
    .waitFor();
  await assertAccessible(page, "users");
  figuresBefore = await figures();
});

test("the log-in leaves nothing in the browser's storage, and its cookie is out of reach of scripts (TOK-6)", async () => {
  const readable = await page.evaluate(() => ({
    local: localStorage.length,
    session: sessionStorage.length,
    cookies: document.cookie,
  }));
  assert.deepEqual(readable, { local: 0, session: 0, cookies: "" });
  const cookie = (await page.context().cookies()).find(({ name }) => name === "__Host-pms_refresh");
  assert.ok(cookie, "the session is kept in a __Host- cookie");
  const { httpOnly, secure, sameSite, path } = cookie;
  assert.deepEqual(
    { httpOnly, secure, sameSite, path },
    { httpOnly: true, secure: true, sameSite: "Strict", path: "/" },
  );
});

test("a reload keeps the log-in, through the cookie alone (TOK-6)", async () => {
  await page.reload();
  await heading("Insights").waitFor();
});

test("a reload while nobody answers says so, and signs nobody out", async () => {
  await page.route("**/api/auth/refresh", (route) => route.fulfill({ status: 503 }));
  await page.reload();
  await heading("Sign in").waitFor();
  await page.getByText("The server did not answer.").waitFor();
  await assertAccessible(page, "sign-in without an answer");
  await page.unroute("**/api/auth/refresh");
  await page.getByRole("button", { name: "Try again" }).click();
  await heading("Insights").waitFor();
});

test("a patient is registered by keyboard, and a draft survives leaving the page", async () => {
  await heading("Insights").focus();
  await page.keyboard.press("n");
  await heading("Register patient").waitFor();
  await page.getByLabel("Last name").fill(lastName);
  await page.keyboard.press("Control+Enter");
  await page.getByText("One thing to correct").waitFor();
  await assertAccessible(page, "registration with errors");
  await page.getByRole("link", { name: "Insights" }).click();
  await heading("Insights").waitFor();
  await page.getByRole("link", { name: "Register patient" }).click();
  assert.equal(await page.getByLabel("Last name").inputValue(), lastName);
  const typed: [string, string][] = [
    ["First name", "John"],
    ["Birth date", "1/1/1990"],
    ["Phone (optional)", "555-123-4567"],
    ["E-mail (optional)", "john.doe@example.com"],
    ["Street (optional)", "123 Main St"],
    ["City (optional)", "Los Angeles"],
    ["State (optional)", "LA4"],
    ["ZIP code (optional)", "90001"],
  ];
  for (const [label, value] of typed) await page.getByLabel(label, { exact: true }).fill(value);
  await page.getByText("01-Jan-1990 ·").waitFor();
  await page.keyboard.press("Control+Enter");
  await band().getByText(lastName).waitFor();
});

test("the patient is found by search, and nothing of it is in the address or the title (PRV-2)", async () => {
  const searches: string[] = [];
  page.on("request", (request) => searches.push(request.url()));
  await page.getByRole("link", { name: "Patients", exact: true }).click();
  await heading("Patients").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(`${lastName.slice(0, -1)}`);
  const row = page.getByRole("row").filter({ hasText: "John" });
  await row.getByText("01-Jan-1990").waitFor();
  await assertAccessible(page, "search results");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await band().getByText(lastName).waitFor();
  assert.equal(await page.title(), "Record – Patient management");
  assert.ok(!searches.some((url) => url.includes(lastName.slice(0, 6))), "the search text went into an address");
});

test("the record shows the patient and an active account", async () => {
  await page.getByText("Account active").waitFor();
  await band().getByText("settled").waitFor();
  await assertAccessible(page, "record");
});

test("a charge of 77.49 and a payment of 40.00 leave 37.49 due", async () => {
  await page.keyboard.press("c");
  await heading("Ledger").waitFor();
  const charge = page.getByRole("dialog", { name: "Post charge" });
  await charge.getByText("Born 01-Jan-1990").waitFor();
  await charge.getByLabel("Code").fill("99213");
  await charge.getByLabel("Description").fill("Office visit");
  await charge.getByLabel("Amount").fill("77.49");
  await assertAccessible(page, "charge drawer");
  await charge.getByRole("button", { name: "Post charge of $77.49" }).click();
  await charge.waitFor({ state: "hidden" });
  await page.getByRole("cell", { name: "Office visit, 99213" }).waitFor();
  // Whoever takes a payment before the new balance is read is asked about it.
  await band().getByText("$77.49 due").waitFor();
  await page.keyboard.press("p");
  const payment = page.getByRole("dialog");
  await payment.getByLabel("Amount").fill("40");
  await payment.getByText("Cash", { exact: true }).click();
  await payment.getByLabel(/Cash received/).fill("50");
  await payment.getByText("$10.00").waitFor();
  await assertAccessible(page, "payment drawer");
  await payment.getByRole("button", { name: "Take $40.00 cash" }).click();
  await payment.getByText("$40.00 posted.").waitFor();
  await payment.getByRole("button", { name: "Done" }).click();
  await payment.waitFor({ state: "hidden" });
  await band().getByText("$37.49 due").waitFor();
  const balances = page.getByRole("table", { name: "Ledger" }).locator("tbody td[data-balance]");
  await balances.nth(1).waitFor();
  assert.deepEqual(await balances.allInnerTexts(), ["$37.49", "$77.49"]);
  await assertAccessible(page, "ledger");
});

test("a change of the record is saved, and the history shows it with its author", async () => {
  await page.getByRole("tab", { name: "Record" }).click();
  await page.getByRole("button", { name: "Edit contact", exact: true }).click();
  const form = page.getByRole("form", { name: "Edit contact", exact: true });
  await form.getByLabel("Phone (optional)").fill("555-987-6543");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  await page.getByRole("tab", { name: "History" }).click();
  await heading("History").waitFor();
  const change = page.getByRole("region", { name: "Version 2" });
  await change.getByText("Changed ·").waitFor();
  await change.getByText("by you").waitFor();
  assert.equal(await change.locator("del").textContent(), "555-123-4567");
  assert.equal(await change.locator("ins").textContent(), "555-987-6543");
  await assertAccessible(page, "history");
});

test("the keys of a record work on each of its tabs: e on the history edits the identity", async () => {
  await page.keyboard.press("e");
  const form = page.getByRole("form", { name: "Edit identity", exact: true });
  await form.waitFor();
  await form.getByRole("button", { name: "Cancel" }).click();
});

/** Somebody else changes the same record, elsewhere. */
async function changeElsewhere(patch: Record<string, unknown>): Promise<void> {
  const send = await administratorElsewhere(system);
  const path = `/api${new URL(page.url()).pathname}`;
  const { version } = await send<{ version: number }>("GET", path);
  await send("PATCH", path, { body: patch, version });
}

test("when somebody else saved meanwhile, yours and theirs are shown, and nothing is overwritten unseen (REL-5)", async () => {
  await page.getByRole("tab", { name: "Record" }).click();
  await page.getByRole("button", { name: "Edit contact", exact: true }).click();
  const form = page.getByRole("form", { name: "Edit contact", exact: true });
  await form.getByLabel("Phone (optional)").fill("555-000-1111");
  await changeElsewhere({ phoneNumber: "555-000-2222", email: "jd@example.com" });
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByText("somebody else changed this record meanwhile").waitFor();
  await page.getByLabel("Yours: 555-000-1111").waitFor();
  await assertAccessible(page, "conflict");
  await page.getByLabel("Theirs: 555-000-2222").check();
  await page.getByRole("button", { name: "Go on editing" }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  const contact = page.getByRole("region", { name: "Contact", exact: true });
  await contact.getByText("555-000-2222").waitFor();
  await contact.getByText("jd@example.com").waitFor();
});

test("a change whose answer got lost is said to be unknown, and saving again finds it saved (REL-5)", async () => {
  await page.getByRole("button", { name: "Edit contact", exact: true }).click();
  const form = page.getByRole("form", { name: "Edit contact", exact: true });
  await form.getByLabel("Phone (optional)").fill("555-000-3333");
  const loseAnswer = (route: Route) => route.fetch().then(() => route.abort());
  await page.route("**/api/patients/*", loseAnswer, { times: 1 });
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Not known whether it was saved.").waitFor();
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  await page.getByRole("region", { name: "Contact", exact: true }).getByText("555-000-3333").waitFor();
});

test("a record whose account has a balance is not deactivated, and the server says why", async () => {
  await page.getByRole("button", { name: "Deactivate this record" }).click();
  const dialog = page.getByRole("dialog");
  await assertAccessible(page, "deactivate");
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "DELETE"),
    dialog.getByRole("button", { name: "Deactivate", exact: true }).click(),
  ]);
  assert.equal(answer.status(), 409);
  const { detail } = (await answer.json()) as { detail: string };
  await dialog.getByText("Nothing was changed.").waitFor();
  await dialog.getByText(detail).waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  assert.equal(await band().getByText("Inactive").count(), 0);
});

test("a later reading that fails says so and leaves the page, with what is being typed on it, as it is", async () => {
  await page.getByRole("button", { name: "Edit address", exact: true }).click();
  const form = page.getByRole("form", { name: "Edit address", exact: true });
  await form.getByLabel("City (optional)").fill("Half typed");
  await page.route("**/api/patients/*", (route) =>
    route.request().method() === "GET" ? route.fulfill({ status: 503 }) : route.continue(),
  );
  await page.getByRole("button", { name: "Deactivate this record" }).click();
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByText("Nothing was changed.").count(), 0, "the refusal of the time before is gone");
  await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
  await page.getByText("The record could not be read.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await band().getByText(lastName).waitFor();
  assert.equal(await form.getByLabel("City (optional)").inputValue(), "Half typed");
  await page.unroute("**/api/patients/*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("The record could not be read.").waitFor({ state: "hidden" });
  await form.getByRole("button", { name: "Cancel" }).click();
});

test("who is said to be a different person is one person: another namesake must be told apart anew", async () => {
  const jane = { firstName: "Jane", lastName, dateOfBirth: "1990-01-01" };
  await (await administratorElsewhere(system))("POST", "/api/patients", { body: jane });
  await page.getByRole("link", { name: "Register patient" }).click();
  await page.getByLabel("Last name").fill(lastName);
  await page.getByLabel("First name").fill("John");
  await page.getByLabel("Birth date", { exact: true }).fill("1/1/1990");
  const different = page.getByLabel("Different person because");
  await different.selectOption("twin");
  await page.getByLabel("First name").fill("Jane");
  await page.getByText("First name Jane: ✓ same").waitFor();
  assert.equal(await different.inputValue(), "");
});

test("the longest name wraps on a phone: no letter of it is cut off", async () => {
  const firstName = "Wolfeschlegelsteinhausenbergerdorff".repeat(2);
  const long = { firstName, lastName, dateOfBirth: "1961-03-04" };
  await (await administratorElsewhere(system))("POST", "/api/patients", { body: long });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.locator("#search").fill(firstName);
  const row = page.locator("[data-row]").filter({ hasText: firstName });
  await row.waitFor();
  const end = await row.evaluate((link) => {
    const text = document.createRange();
    text.selectNodeContents(link);
    return text.getBoundingClientRect().right;
  });
  assert.ok(end <= 348, `its text reaches to ${end}, the list to 348`);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator("#search").fill("");
  await page.getByRole("link", { name: "Register patient" }).first().click();
});

test("a page that cannot be fetched says so, and neither loses what was typed nor stores anything (PRV-2)", async () => {
  await page.route("**/assets/**", (route) => route.abort());
  await page.getByRole("link", { name: "Your account" }).click();
  await heading("This page could not be shown").waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await assertAccessible(page, "a page that failed");
  await page.unroute("**/assets/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await heading("Your account").waitFor();
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Enter the present password").waitFor();
  await page.getByRole("link", { name: "Register patient" }).click();
  assert.equal(await page.getByLabel("First name").inputValue(), "Jane");
  await page.getByRole("button", { name: "Clear the form" }).click();
});

test("an address that is no record's is not found, and asks for no second try", async () => {
  await page.goto(`${system.url}/patients/not-a-record`);
  await heading("Not found, or outside your access").waitFor();
  await page.getByRole("link", { name: "Go to your start page" }).click();
  await heading("Users").waitFor();
});

test("the audit log is there for whoever may read it", async () => {
  await page.getByRole("link", { name: "Audit" }).click();
  await heading("Audit").waitFor();
  await page.getByRole("row").nth(1).waitFor();
  await assertAccessible(page, "audit");
  const rows = page.getByRole("table", { name: "Audit log" }).locator("tbody tr");
  await rows.getByRole("button", { name: "You", exact: true }).first().click();
  await page.getByRole("group", { name: "Shown only" }).getByText("By").waitFor();
  const again = page.waitForResponse((answer) => answer.url().includes("/api/audit/sittings?"));
  await page.getByRole("button", { name: "Refresh" }).click();
  assert.equal((await again).status(), 200);
});

test("an invited colleague follows the link once, chooses a password, and lands where the role works", async () => {
  await page.getByRole("link", { name: "Users" }).click();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = page.getByRole("dialog");
  const email = `front.${lastName.toLowerCase()}@clinic.example`;
  await dialog.getByLabel("Last name").fill("Desk");
  await dialog.getByLabel("First name").fill("Fay");
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByLabel("Front desk").check();
  await dialog.getByLabel("All, also later ones").check();
  await dialog.getByRole("button", { name: "Make the invitation link" }).click();
  const link = await dialog.getByLabel("Invitation link").inputValue();
  await assertAccessible(page, "invitation");
  await page.keyboard.press("Escape");
  await page.mouse.click(2, 400);
  assert.equal(await dialog.getByLabel("Invitation link").inputValue(), link, "shown until it is said to be done with");
  await dialog.getByRole("button", { name: "Done" }).click();
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const theirs = await context.newPage();
  const theirFaults = watchForFaults(theirs);
  await theirs.goto(link);
  await theirs.getByRole("heading", { level: 1, name: "Welcome" }).waitFor();
  assert.equal(new URL(theirs.url()).hash, "", "the token has left the address");
  const password = "nine green kettles in the fog";
  await theirs.getByRole("textbox", { name: "Choose a password" }).fill(password);
  await theirs.getByRole("button", { name: "Save and go to sign in" }).click();
  await theirs.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  await theirs.getByLabel("E-mail").fill(email);
  await theirs.getByLabel("Password", { exact: true }).fill(password);
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await theirs.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  assert.equal(await theirs.getByRole("link", { name: "Users" }).count(), 0);
  await theirs.goto(`${system.url}/admin/users`);
  await theirs.getByRole("heading", { level: 1, name: "Today" }).waitFor();
  await theirs.locator("#search").fill(lastName);
  // Somebody else signs in on this device, in another tab: its cookie is theirs from now on.
  const { adminEmail, adminPassword } = system;
  const elsewhere = { email: adminEmail, password: adminPassword, session: "cookie" };
  await context.request.post(`${system.url}/api/auth/login`, { data: elsewhere });
  await theirs.route("**/api/patients/search", (route) => route.fulfill({ status: 401 }));
  await theirs.locator("#search").press("End");
  await theirs.keyboard.type("y");
  const again = theirs.getByRole("dialog", { name: "Your log-in ended. Sign in to go on." });
  await again.waitFor();
  await theirs.unroute("**/api/patients/search");
  // And takes the place over: nothing of the one before is left.
  await again.getByLabel("E-mail").fill(adminEmail);
  await again.getByLabel("Password", { exact: true }).fill(adminPassword);
  await again.getByRole("button", { name: "Sign in" }).click();
  await theirs.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  assert.equal(await theirs.locator("#search").inputValue(), "");
  assert.deepEqual(theirFaults, []);
  await context.close();
});

test("a patient's log-in is linked to the record whose MRN was typed, once one has seen whose it is", async () => {
  const send = await administratorElsewhere(system);
  const body = { q: `${lastName} John` };
  const found = await send<{ data: { patient: { id: string; mrn: string } }[] }>("POST", "/api/patients/search", {
    body,
  });
  const patient = found.data[0]?.patient;
  assert.ok(patient);
  await page.getByRole("link", { name: "Users" }).click();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Last name").fill(lastName);
  await dialog.getByLabel("First name").fill("John");
  await dialog.getByLabel("E-mail").fill(`${lastName.toLowerCase()}@home.example`);
  await dialog.getByLabel("Patient: own record only").check();
  await dialog.getByLabel("All, also later ones").check();
  const record = dialog.getByLabel("Record of the patient");
  await record.fill(patient.mrn.slice(1));
  await dialog.getByText("Enter all nine digits of the MRN").waitFor();
  await record.fill(patient.mrn);
  await dialog.getByText("Born 01-Jan-1990").waitFor();
  await assertAccessible(page, "a record to link");
  await dialog.getByRole("button", { name: "Link this record" }).click();
  await dialog.getByRole("button", { name: "Unlink" }).waitFor();
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/invitations")),
    dialog.getByRole("button", { name: "Make the invitation link" }).click(),
  ]);
  const { user } = (await answer.json()) as { user: { patientId?: string } };
  assert.equal(user.patientId, patient.id);
  await dialog.getByRole("button", { name: "Done" }).click();
});

test("the dashboard counts the registrations and the charge by itself", async () => {
  const expected = {
    registered: figuresBefore.registered + ["John", "Jane", "Wolfeschlegelstein…"].length,
    chargedMinor: figuresBefore.chargedMinor + 7749,
  };
  const deadline = Date.now() + 30_000;
  let now = await figures();
  while (now.registered < expected.registered || now.chargedMinor < expected.chargedMinor) {
    assert.ok(Date.now() < deadline, `the figures stayed at ${JSON.stringify(now)}`);
    now = await figures();
  }
  assert.deepEqual(now, expected);
  await assertAccessible(page, "insights as tables");
  for (const chart of await page.getByText("Chart", { exact: true }).all()) await chart.click();
  await page.getByRole("img", { name: /^Charges: / }).waitFor();
  await assertAccessible(page, "insights");
});

test("figures follow the locale that one chose, or the device again; the words stay English and say so", async () => {
  await page.getByRole("link", { name: "Your account" }).click();
  const choose = async (label: string) => {
    const saved = page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok());
    await page.getByRole("combobox", { name: "Figures and dates" }).click();
    await page.getByRole("option", { name: label }).click();
    return (await (await saved).json()) as { locale?: string };
  };
  assert.equal((await choose("Figures and dates as in German")).locale, "de-DE");
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal((await choose("As on this device")).locale, undefined);
});

test("every page is accessible in the dark theme too", async () => {
  await page.getByRole("link", { name: "Your account" }).click();
  await heading("Your account").waitFor();
  await assertAccessible(page, "account, light");
  await page.getByText("Dark", { exact: true }).click();
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor();
  await page.getByText("This one").waitFor();
  await assertAccessible(page, "account, dark");
  for (const name of ["Insights", "Users", "Audit", "Register patient", "Patients"]) {
    await page.getByRole("link", { name, exact: true }).first().click();
    await heading(name).waitFor();
    await page.waitForLoadState("networkidle");
    await assertAccessible(page, `${name}, dark`);
  }
  await page.locator("#search").fill(lastName);
  await page.locator("[data-row]").filter({ hasText: "John" }).click();
  await page.getByText("Account active").waitFor();
  await assertAccessible(page, "record, dark");
  await page.getByRole("tab", { name: "Ledger" }).click();
  await page.getByRole("cell", { name: "Office visit, 99213" }).waitFor();
  await assertAccessible(page, "ledger, dark");
});

test("after signing out the back button shows nothing, and a reload neither (PRV-2)", async () => {
  await page.getByRole("button", { name: /: menu$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await heading("Sign in").waitFor();
  await page.goBack();
  await heading("Sign in").waitFor();
  assert.equal(await page.getByText(lastName).count(), 0);
  await page.reload();
  await heading("Sign in").waitFor();
  const cookies = (await page.context().cookies()).map(({ name }) => name);
  assert.ok(!cookies.includes("__Host-pms_refresh"), "the cookie is gone");
});

test("the pages threw nothing, and the content security policy stopped nothing (PRV-2)", () => {
  assert.deepEqual(faults, []);
});
