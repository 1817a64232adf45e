/**
 * What goes wrong at a clinic, in a real browser on the real system: lost answers, namesakes, old
 * records, few people.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { FacilityList } from "@pms/contracts/auth/facilities";
import type { LedgerTransactionList } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import type { Static } from "typebox";
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
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let send: Send;

const [firstInTheDay, lastInTheDay] = ["Pacific/Kiritimati", "Pacific/Pago_Pago"];
/** A place whose calendar shows another day than UTC at this hour. */
const awayFromUtc = new Date().getUTCHours() >= 10 ? firstInTheDay : lastInTheDay;
const todayIn = (timeZone: string) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());
const nameOfItsOwn = () => `Gil${randomUUID().replaceAll(/[^a-f]/g, "")}x`;
const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });

before(async () => {
  system = await startSystem({ web: true });
  send = await administratorElsewhere(system);
  await moveFacilityTo(awayFromUtc);
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
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

async function moveFacilityTo(timeZone: string): Promise<void> {
  const { data } = await send<Static<typeof FacilityList>>("GET", "/api/facilities");
  for (const { id, version } of data) await send("PATCH", `/api/facilities/${id}`, { body: { timeZone }, version });
}

const register = (body: Record<string, unknown>) =>
  send<Patient>("POST", "/api/patients", { body: { firstName: "Ana", dateOfBirth: "1961-03-04", ...body } });

async function transactionsOf({ billing }: Patient) {
  const path = `/api/billing/accounts/${billing.accountId}/transactions`;
  return (await send<Static<typeof LedgerTransactionList>>("GET", path)).data;
}

const ledgerRow = (hasText: string) => page.getByRole("table", { name: "Ledger" }).getByRole("row").filter({ hasText });

/**
 * The first request does what it asks for and its answer gets lost; whatever follows is answered
 * with this status.
 */
function loseTheFirst(status: number) {
  let asked = 0;
  return (route: Route) => (asked++ === 0 ? route.fetch().then(() => route.abort()) : route.fulfill({ status }));
}

async function openPayment(patient: Patient) {
  await page.goto(`${system.url}/patients/${patient.id}/history`);
  await page.getByRole("tab", { name: "Ledger" }).click();
  await page.getByRole("button", { name: "Take payment" }).click();
  const drawer = page.getByRole("dialog", { name: "Take payment" });
  await drawer.getByLabel("Amount").fill("40");
  await drawer.getByText("Card", { exact: true }).click();
  await drawer.getByLabel(/Reference/).fill("Slip 7");
  return drawer;
}

test("a payment whose answer was lost is posted once, though the log-in ended before it could be asked for (REL-4)", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  const drawer = await openPayment(patient);
  await page.route("**/payments", loseTheFirst(401));
  await page.route("**/api/auth/refresh", (route) => route.fulfill({ status: 401 }));
  await drawer.getByRole("button", { name: "Take $40.00 card" }).click();
  const again = page.getByRole("dialog", { name: "Your log-in ended. Sign in to go on." });
  await again.waitFor();
  await page.unroute("**/payments");
  await page.unroute("**/api/auth/refresh");
  await again.getByLabel("Password", { exact: true }).fill(system.adminPassword);
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.waitFor({ state: "hidden" });
  await drawer.getByText("Not known whether it was saved.").waitFor();
  assert.equal(await drawer.getByText("Nothing was posted.").count(), 0);
  assert.equal(await drawer.getByLabel(/Reference/).isDisabled(), true);
  await assertAccessible(page, "payment with an unknown outcome");
  await drawer.getByRole("button", { name: "Check again" }).click();
  await page.getByText("$40.00 posted.").waitFor();
  const posted = await transactionsOf(patient);
  assert.deepEqual(
    posted.map(({ type, effectiveOn, reference }) => ({ type, effectiveOn, reference })),
    [{ type: "payment", effectiveOn: todayIn(awayFromUtc), reference: "Slip 7" }],
  );
});

test("a payment of unknown outcome stays locked on another page too, until somebody gives it up (REL-4)", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  let drawer = await openPayment(patient);
  await page.route("**/payments", loseTheFirst(429));
  await drawer.getByRole("button", { name: "Take $40.00 card" }).click();
  await drawer.getByText("Not known whether it was saved.").waitFor();
  await page.unroute("**/payments");
  await drawer.getByRole("button", { name: "Close" }).click();
  await ledgerRow("Slip 7").waitFor();
  await page.getByRole("tab", { name: "History" }).click();
  await heading("History").waitFor();
  const asked = page.waitForEvent("dialog");
  await page.evaluate(() => setTimeout(() => location.reload()));
  const leaving = await asked;
  assert.equal(leaving.type(), "beforeunload", "a reload would forget what was sent");
  await leaving.dismiss();
  await page.getByRole("button", { name: /: menu$/ }).click();
  const warned = page.waitForEvent("dialog");
  const leave = page.getByRole("menuitem", { name: "Sign out" }).click();
  const signingOut = await warned;
  assert.match(signingOut.message(), /not known yet whether a payment was saved/);
  await signingOut.dismiss();
  await leave;
  await page.getByRole("tab", { name: "Ledger" }).click();
  await page.getByRole("button", { name: "Take payment" }).click();
  drawer = page.getByRole("dialog", { name: "Take payment" });
  await drawer.getByRole("button", { name: "Check again" }).waitFor();
  assert.equal(await drawer.getByLabel("Amount").isDisabled(), true);
  await drawer.getByRole("button", { name: "Unlock without checking" }).click();
  await drawer.getByRole("button", { name: "Take $40.00 card" }).waitFor();
  assert.equal(await drawer.getByLabel(/Reference/).inputValue(), "Slip 7");
  assert.equal(await drawer.getByLabel(/Reference/).isEnabled(), true);
  await drawer.locator("input:focus").waitFor();
  assert.equal(await drawer.getByLabel("Amount").evaluate((field) => field === document.activeElement), true);
  await drawer.getByRole("button", { name: "Close" }).click();
  assert.equal((await transactionsOf(patient)).length, 1);
});

test("what became of a payment is told to whoever comes back to a page that was left while it was checked", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  const drawer = await openPayment(patient);
  const release = Promise.withResolvers<void>();
  let asked = 0;
  await page.route("**/payments", (route) =>
    asked++ === 0 ? route.fetch().then(() => route.abort()) : release.promise.then(() => route.continue()),
  );
  await drawer.getByRole("button", { name: "Take $40.00 card" }).click();
  await drawer.getByText("Checking if it was saved").waitFor();
  await page.goBack();
  await heading("History").waitFor();
  await page.goForward();
  await page.getByRole("button", { name: "Take payment" }).click();
  await drawer.getByText("Checking if it was saved").waitFor();
  release.resolve();
  await page.getByText("$40.00 posted.").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await page.unroute("**/payments");
  assert.equal((await transactionsOf(patient)).length, 1);
});

test("a reversal whose answer was lost is settled by the ledger itself, which shows it", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  const drawer = await openPayment(patient);
  await drawer.getByRole("button", { name: "Take $40.00 card" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Payment: actions" }).click();
  await page.getByRole("menuitem", { name: "Reverse…" }).click();
  const dialog = page.getByRole("dialog", { name: "Reverse this posting?" });
  await dialog.getByText("Born ").waitFor();
  const header = await page.getByRole("banner").boundingBox();
  const box = await dialog.boundingBox();
  assert.ok(header && box && box.y >= header.y + header.height, "the Wristband stays in view");
  await dialog.getByLabel("Reason").fill("Taken twice");
  await page.route("**/reversal", loseTheFirst(429));
  await dialog.getByRole("button", { name: "Reverse $40.00" }).click();
  await ledgerRow("Reversed by").waitFor();
  await dialog.waitFor({ state: "hidden" });
  await page.unroute("**/reversal");
  // Nothing is held any longer that would keep the page from being left.
  await page.reload();
  await ledgerRow("Reversed by").waitFor();
});

test("of many namesakes the one born on the same day is shown first, also when that record is inactive", async () => {
  const lastName = nameOfItsOwn();
  const days = ["01", "02", "03", "04", "05", "06", "07", "08"];
  for (const day of days) await register({ lastName, dateOfBirth: `1970-01-${day}` });
  const { id, mrn, version } = await register({ lastName, dateOfBirth: "1980-05-06" });
  await send("DELETE", `/api/patients/${id}`, { version });
  await page.getByRole("link", { name: "Register patient" }).first().click();
  await page.getByLabel("Last name").fill(lastName);
  await page.getByLabel("First name").fill("Ana");
  await page.getByLabel("Birth date", { exact: true }).fill("5/6/1980");
  await page.getByText("Birth date 06-May-1980: ✓ same").waitFor();
  const candidates = page.getByRole("list", { name: "Already registered?" }).getByRole("listitem");
  assert.ok((await candidates.count()) <= 5);
  assert.match((await candidates.first().textContent()) ?? "", /Inactive.*06-May-1980/);
  await assertAccessible(page, "registration with namesakes");
  await page.getByLabel("Different person because").waitFor();
  await page.getByRole("button", { name: "Clear the form" }).click();

  await page.locator("#search").fill(`${lastName} 5/6/1980`);
  const row = page.getByRole("row").filter({ hasText: "06-May-1980" });
  await row.getByText("Inactive").waitFor();
  await page.locator("#search").fill(mrn);
  await page.locator("#search").press("Enter");
  await page.getByText("This record is inactive").waitFor();
  await page.locator("#search").fill("");
});

async function fillRegistration(lastName: string, born: string) {
  await page.getByRole("link", { name: "Register patient" }).first().click();
  await page.getByLabel("Last name").fill(lastName);
  await page.getByLabel("First name").fill("Ana");
  await page.getByLabel("Birth date", { exact: true }).fill(born);
}

const registerNow = () => page.getByRole("button", { name: "Register", exact: true });

test("nobody is registered before the search for duplicates has answered, and without it only on demand", async () => {
  const lastName = nameOfItsOwn();
  await register({ lastName, dateOfBirth: "1961-01-01", dateOfBirthEstimated: true });
  const release = Promise.withResolvers<void>();
  await page.route("**/api/patients/match", (route) => release.promise.then(() => route.continue()));
  await fillRegistration(lastName, "3/4/1961");
  await registerNow().click();
  release.resolve();
  await page.getByText("Open the record that is there already, or say why").waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === "Open this record");
  await page.unroute("**/api/patients/match");
  await page.route("**/api/patients/match", (route) => route.fulfill({ status: 400 }));
  await page.getByLabel("Last name").fill(nameOfItsOwn());
  await registerNow().click();
  await page.getByText("Choose a reason, or press Register again to check again").waitFor();
  await page.getByLabel("Duplicates could not be checked").selectOption("other");
  await registerNow().click();
  await page.getByRole("tab", { name: "History" }).waitFor();
  await page.unroute("**/api/patients/match");
});

test("a refusal has the focus: the way to the field that was refused, or else its words", async () => {
  await fillRegistration(nameOfItsOwn(), "3/4/1961");
  const detail = "Enter a number that can be called";
  const refusal = { type: "/problems/invalid-input", title: "Refused", status: 422 };
  await page.route("**/api/patients", (route) =>
    route.fulfill({ status: 422, json: { ...refusal, errors: [{ pointer: "/phoneNumber", detail }] } }),
  );
  await page.getByLabel("Last name").press("Enter");
  const focused = page.locator('[role="alert"]:focus');
  await focused.filter({ hasText: detail }).waitFor();
  await page.unroute("**/api/patients");
  await page.route("**/api/patients", (route) => route.fulfill({ status: 422, json: refusal }));
  await page.getByLabel("Phone (optional)").first().fill("555-123-4567");
  await page.getByLabel("Last name").press("Enter");
  await focused.filter({ hasText: "The patient was not registered." }).waitFor();
  await page.unroute("**/api/patients");
  await page.getByRole("button", { name: "Clear the form" }).click();
});

test("a registration that is answered late pulls nobody away from another page, and tells them", async () => {
  const lastName = nameOfItsOwn();
  const release = Promise.withResolvers<void>();
  await page.route("**/api/patients", (route) =>
    route.request().method() === "POST" ? release.promise.then(() => route.continue()) : route.fallback(),
  );
  await fillRegistration(lastName, "3/4/1961");
  const sent = page.waitForRequest((request) => request.url().endsWith("/api/patients") && request.method() === "POST");
  await registerNow().click();
  await sent;
  await page.getByRole("link", { name: "Users" }).click();
  await heading("Users").waitFor();
  release.resolve();
  await page.getByText(`${lastName}, Ana is registered.`).waitFor();
  await heading("Users").waitFor();
  await page.getByRole("link", { name: "Open the record" }).click();
  await page.getByRole("tab", { name: "History" }).waitFor();
  await page.unroute("**/api/patients");
});

test("a section cannot be changed while it is saved, so that nothing typed is lost", async () => {
  const patient = await register({ lastName: nameOfItsOwn(), phoneNumber: "555-1" });
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByRole("button", { name: "Edit contact", exact: true }).click();
  const form = page.getByRole("form", { name: "Edit contact", exact: true });
  const phone = form.getByLabel("Phone (optional)");
  await phone.fill("555-2");
  const release = Promise.withResolvers<void>();
  await page.route("**/api/patients/*", (route) =>
    route.request().method() === "PATCH" ? release.promise.then(() => route.continue()) : route.fallback(),
  );
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await form.getByRole("button", { name: "Save" }).click();
  await sent;
  assert.equal(await phone.isDisabled(), true);
  await page.getByRole("tab", { name: "History" }).click();
  await heading("History").waitFor();
  await page.getByRole("tab", { name: "Record" }).click();
  await phone.waitFor();
  assert.equal(await phone.isDisabled(), true, "still being saved, though the page was left meanwhile");
  await page.locator("#search").focus();
  release.resolve();
  await form.waitFor({ state: "hidden" });
  await page.unroute("**/api/patients/*");
  assert.equal(await page.locator("#search:focus").count(), 1, "a save that is done late takes the focus from nobody");
  await page.getByRole("region", { name: "Contact", exact: true }).getByText("555-2").waitFor();
});

test("what one section cannot correct keeps nothing in it from being saved", async () => {
  // Born today where a day begins first: at this facility that is still to come.
  await moveFacilityTo(lastInTheDay);
  try {
    const patient = await register({ lastName: nameOfItsOwn(), dateOfBirth: todayIn(firstInTheDay) });
    await page.goto(`${system.url}/patients/${patient.id}`);
    await page.getByRole("button", { name: "Add address…", exact: true }).click();
    const form = page.getByRole("form", { name: "Edit address", exact: true });
    await form.getByLabel("City (optional)").fill("Pasadena");
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "hidden" });
    await page.getByRole("region", { name: "Address", exact: true }).getByText("Pasadena").waitFor();
  } finally {
    await moveFacilityTo(awayFromUtc);
  }
});

test("an analyst sees what few people are behind as withheld, in the days of the facility, and never as zero", async () => {
  await register({ lastName: nameOfItsOwn() });
  const email = `${nameOfItsOwn().toLowerCase()}@clinic.example`;
  const password = "nine green kettles in the fog";
  const body = { email, firstName: "Ann", lastName: "Lyst", roles: ["analyst"], facilities: "all" };
  const { token } = await send<{ token: string }>("POST", "/api/users/invitations", { body });
  await send("POST", "/api/auth/invitations/accept", { body: { token, password } });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const theirs = await context.newPage();
  const theirFaults = watchForFaults(theirs);
  const asked: URL[] = [];
  theirs.on("request", (request) => asked.push(new URL(request.url())));
  await theirs.goto(system.url);
  await signIn(theirs, email, password);
  await theirs.getByRole("heading", { level: 1, name: "Insights" }).waitFor();
  const spans = theirs.getByRole("radiogroup", { name: "Time shown" });
  const [ofMonth] = await Promise.all([
    theirs.waitForResponse(/reports\/registrations\?/),
    spans.getByText("Last month").click(),
  ]);
  const { filters } = (await ofMonth.json()) as { filters: { from: string } };
  assert.equal(filters.from, new URL(ofMonth.url()).searchParams.get("from"), "no more than the button says");
  await spans.getByText("5 years").click();
  const panel = theirs.getByRole("region", { name: "Charges", exact: true });
  await panel.getByRole("img", { name: /^Charges: .*withheld/ }).waitFor();
  await panel.getByText("Withheld:").waitFor();
  await assertAccessible(theirs, "insights with withheld figures");
  const reports = asked.filter(({ pathname }) => pathname.startsWith("/api/analytics/"));
  assert.ok(reports.some(({ pathname }) => pathname.endsWith("/insights")));
  // Balances and undecided duplicates are those of now, and the listing is of no time: they have no days.
  for (const { href, pathname, searchParams } of reports)
    if (!/\/(balances|duplicate-errors|reports)$/.test(pathname))
      assert.equal(searchParams.get("timeZone"), awayFromUtc, href);
  assert.deepEqual(theirFaults, []);
  await context.close();
});

/** Another browser, in which nobody is signed in yet; closed by `await using`. */
async function anotherBrowser() {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  return { context, [Symbol.asyncDispose]: () => context.close() };
}

async function signOutOf(on: Page): Promise<void> {
  await on.getByRole("button", { name: /: menu$/ }).click();
  await on.getByRole("menuitem", { name: "Sign out" }).click();
}

test("who signs out is told when the server did not answer, and is signed out only once it has (TOK-3)", async () => {
  await using other = await anotherBrowser();
  const theirs = await other.context.newPage();
  await theirs.goto(system.url);
  await signIn(theirs, system.adminEmail, system.adminPassword);
  await theirs.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  await theirs.route("**/api/auth/logout", (route) => route.fulfill({ status: 503 }));
  await signOutOf(theirs);
  const told = theirs.getByRole("dialog", { name: "Not signed out: the server did not answer" });
  await told.waitFor();
  await assertAccessible(theirs, "not signed out");
  await told.getByRole("button", { name: "Stay signed in" }).click();
  await told.waitFor({ state: "hidden" });
  await theirs.route("**/api/auth/logout", (route) => route.abort());
  await signOutOf(theirs);
  await told.waitFor();
  await theirs.unroute("**/api/auth/logout");
  await told.getByRole("button", { name: "Try again" }).click();
  await theirs.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  const cookies = (await other.context.cookies()).map(({ name }) => name);
  assert.ok(!cookies.includes("__Host-pms_refresh"), "the cookie is gone");
});

test("signing out in one tab covers the others, which keep what was typed for the same person", async () => {
  await using other = await anotherBrowser();
  const [one, two] = [await other.context.newPage(), await other.context.newPage()];
  await one.goto(system.url);
  await signIn(one, system.adminEmail, system.adminPassword);
  await one.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  await two.goto(`${system.url}/patients/new`);
  await two.getByLabel("Last name").fill("Half typed");
  await signOutOf(one);
  await one.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
  const again = two.getByRole("dialog", { name: "Your log-in ended. Sign in to go on." });
  await again.getByLabel("Password", { exact: true }).fill(system.adminPassword);
  await again.getByRole("button", { name: "Sign in" }).click();
  await again.waitFor({ state: "hidden" });
  assert.equal(await two.getByLabel("Last name").inputValue(), "Half typed");
});

test("figures are read by the minute while somebody is there; a screen left alone asks for nothing (TOK-5)", async () => {
  await using other = await anotherBrowser();
  const theirs = await other.context.newPage();
  await theirs.clock.install();
  const figuresRead = () => theirs.waitForResponse(/\/api\/analytics\/insights/);
  const first = figuresRead();
  await theirs.goto(`${system.url}/insights`);
  await signIn(theirs, system.adminEmail, system.adminPassword);
  await first;
  await theirs.getByText(/^As of/).waitFor();
  const onDemand = figuresRead();
  await theirs.getByRole("button", { name: "Refresh" }).click();
  await onDemand;
  for (const later of ["01:30", "13:00"]) {
    const byItself = figuresRead();
    await theirs.clock.fastForward(later);
    await byItself;
  }
  const asked: string[] = [];
  theirs.on("request", (request) => asked.push(request.url()));
  await theirs.clock.fastForward("02:00");
  await theirs.evaluate(() => document.title);
  asked.length = 0;
  for (let minute = 0; minute < 10; minute += 1) {
    await theirs.clock.runFor(60_000);
    await theirs.evaluate(() => document.title);
  }
  assert.deepEqual(asked, []);
  await theirs.route("**/api/auth/refresh", (route) => route.fulfill({ status: 401 }));
  await theirs.mouse.move(200, 200, { steps: 5 });
  await theirs.getByRole("dialog", { name: "Your log-in ended. Sign in to go on." }).waitFor();
});

test("at an address that is not secure nobody is asked for a password", async () => {
  await using other = await anotherBrowser();
  await other.context.route("http://clinic.test/**", async (route) => {
    const { pathname } = new URL(route.request().url());
    await route.fulfill({ response: await route.fetch({ url: new URL(pathname, system.url).href }) });
  });
  const theirs = await other.context.newPage();
  await theirs.goto("http://clinic.test/sign-in");
  await theirs.getByRole("heading", { level: 1, name: "This address is not secure" }).waitFor();
  assert.equal(await theirs.getByLabel("Password", { exact: true }).count(), 0);
  await assertAccessible(theirs, "an address that is not secure");
});

test("a form that is being sent is not sent again by the keyboard", async () => {
  await using other = await anotherBrowser();
  const theirs = await other.context.newPage();
  await theirs.goto(system.url);
  await theirs.getByLabel("E-mail").fill(system.adminEmail);
  await theirs.getByLabel("Password", { exact: true }).fill(system.adminPassword);
  const release = Promise.withResolvers<void>();
  let sent = 0;
  await theirs.route("**/api/auth/login", async (route) => {
    sent += 1;
    await release.promise;
    await route.continue();
  });
  for (let presses = 0; presses < 3; presses += 1) await theirs.keyboard.press("Control+Enter");
  release.resolve();
  await theirs.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  assert.equal(sent, 1);
});

test("who comes while the server does not answer is not left there: it is asked again by itself", async () => {
  await using other = await anotherBrowser();
  const theirs = await other.context.newPage();
  await theirs.clock.install();
  await theirs.route("**/api/auth/refresh", (route) => route.fulfill({ status: 503 }));
  await theirs.goto(system.url);
  const told = theirs.getByText("The server did not answer.");
  await told.waitFor();
  await theirs.getByLabel("E-mail").fill("half@typed");
  await theirs.unroute("**/api/auth/refresh");
  await theirs.clock.runFor("00:11");
  await told.waitFor({ state: "hidden" });
  assert.equal(await theirs.getByLabel("E-mail").inputValue(), "half@typed");
});

test("while billing hangs the record says so, and it shows the balance by itself once billing is back", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  const billing = system.services.get("billing")?.pid();
  assert.ok(billing);
  process.kill(billing, "SIGSTOP");
  try {
    await page.goto(`${system.url}/patients/${patient.id}`);
    // The gateway notices within seconds and says so; until then the page says itself that it
    // waits.
    await page
      .getByText(/Billing (did not answer|does not answer yet)/)
      .first()
      .waitFor();
  } finally {
    process.kill(billing, "SIGCONT");
  }
  const card = page.getByRole("complementary", { name: "Balance" });
  await card.getByText("settled").waitFor();
});

test("what could not be read is read again by itself once there is an answer", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  await page.route("**/api/billing/patients/*/account", (route) => route.fulfill({ status: 504 }));
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByText("Billing did not answer.").waitFor();
  await page.unroute("**/api/billing/patients/*/account");
  await page.getByRole("complementary", { name: "Balance" }).getByText("settled").waitFor();
});

test("a balance that was read before a payment is not left standing above it", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  const path = `/api/billing/accounts/${patient.billing.accountId}/payments`;
  let read = 0;
  await page.route("**/api/billing/patients/*/account", async (route) => {
    const response = await route.fetch();
    read += 1;
    if (read === 1) {
      const amount = { amountMinor: 300, currency: "USD" };
      await send("POST", path, { body: { amount, method: "cash" } });
    }
    await route.fulfill({ response });
  });
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByRole("complementary", { name: "Balance" }).getByText("$3.00 in credit").waitFor();
  await page.unroute("**/api/billing/patients/*/account");
  assert.equal(read, 2, "read again once");
});

test("an invitation link that is no good says what to do next", async () => {
  await using other = await anotherBrowser();
  const theirs = await other.context.newPage();
  await theirs.goto(`${system.url}/welcome#token=used-before`);
  await theirs.getByRole("textbox", { name: "Choose a password" }).fill("nine green kettles in the fog");
  await theirs.getByRole("button", { name: "Save and go to sign in" }).click();
  await theirs.getByText("or sign in if you have set a password already.").waitFor();
  await assertAccessible(theirs, "a link that is no good");
  await theirs.getByRole("link", { name: "Sign in" }).click();
  await theirs.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
});

test("a reload asks first while a form holds something that was typed and not sent", async () => {
  await fillRegistration(nameOfItsOwn(), "3/4/1961");
  const asked = page.waitForEvent("dialog");
  await page.evaluate(() => setTimeout(() => location.reload()));
  const leaving = await asked;
  assert.equal(leaving.type(), "beforeunload");
  await leaving.dismiss();
  await page.getByRole("button", { name: "Clear the form" }).click();
});

test("a change that is stale says so too when the record cannot be read to compare", async () => {
  const patient = await register({ lastName: nameOfItsOwn(), phoneNumber: "555-6" });
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByRole("button", { name: "Edit contact", exact: true }).click();
  const form = page.getByRole("form", { name: "Edit contact", exact: true });
  await form.getByLabel("Phone (optional)").fill("555-7");
  const refusal = { type: "/problems/stale", title: "Stale", status: 412 };
  await page.route("**/api/patients/*", (route) =>
    route.request().method() === "PATCH" ? route.fulfill({ status: 412, json: refusal }) : route.abort(),
  );
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Not known whether it was saved.").waitFor();
  await page.unroute("**/api/patients/*");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "hidden" });
  await page.getByRole("region", { name: "Contact", exact: true }).getByText("555-7").waitFor();
});

test("a record that is deactivated though the answer was lost is not restored by a second press", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByRole("button", { name: "Deactivate this record" }).click();
  const dialog = page.getByRole("dialog", { name: "Deactivate this record?" });
  await page.route("**/api/patients/*", (route) =>
    route.request().method() === "DELETE" ? route.fetch().then(() => route.abort()) : route.fallback(),
  );
  await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
  await page.getByText("This record is inactive").waitFor();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.unroute("**/api/patients/*");
});

test("a reading that goes on failing is tried again each time that the server says when", async () => {
  const patient = await register({ lastName: nameOfItsOwn() });
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByRole("button", { name: "Deactivate this record" }).click();
  const dialog = page.getByRole("dialog");
  let read = 0;
  await page.route("**/api/patients/*", (route) => {
    if (route.request().method() !== "GET") return route.fulfill({ status: 409 });
    read += 1;
    return route.fulfill({ status: 503, headers: { "Retry-After": "1" } });
  });
  await dialog.getByRole("button", { name: "Deactivate", exact: true }).click();
  await page.getByText("The record could not be read.").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  // Three at once, and three after each wait.
  for (const deadline = Date.now() + 20_000; read < 7; ) {
    assert.ok(Date.now() < deadline, `read ${read} times only`);
    await page.waitForEvent("response", { timeout: 5_000 });
  }
  await page.unroute("**/api/patients/*");
  await page.getByText("The record could not be read.").waitFor({ state: "hidden" });
});

test("an invitation says what is missing, and a user's access is saved on what it is now (REL-5)", async () => {
  const lastName = nameOfItsOwn();
  const email = `${lastName.toLowerCase()}@clinic.example`;
  const body = { email, firstName: "Bo", lastName, roles: ["biller"], facilities: "all" };
  const { user } = await send<{ user: { id: string } }>("POST", "/api/users/invitations", { body });
  await page.getByRole("link", { name: "Users" }).click();
  await heading("Users").waitFor();
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const invitation = page.getByRole("dialog", { name: "Invite somebody" });
  await invitation.getByLabel("E-mail").fill("nobody");
  await invitation.getByRole("button", { name: "Make the invitation link" }).click();
  await invitation.getByText("Enter an e-mail address with an @").waitFor();
  await invitation.getByRole("button", { name: "Close" }).click();

  const own = page.getByRole("row").filter({ hasText: system.adminEmail });
  await own.getByText("You", { exact: true }).waitFor();
  assert.equal(await own.getByRole("button").count(), 0, "nobody changes their own access");

  const changes: unknown[] = [];
  page.on("request", (request) => request.method() === "PATCH" && changes.push(request.postDataJSON()));
  const edit = page.getByRole("button", { name: `Edit Bo ${lastName}` });
  const dialog = page.getByRole("dialog", { name: `Bo ${lastName}` });
  const save = dialog.getByRole("button", { name: "Save" });
  await edit.click();
  await save.click();
  await dialog.waitFor({ state: "hidden" });
  assert.deepEqual(changes, [], "what is as it was is not sent: it would sign the person out");
  await edit.click();
  await dialog.getByLabel("All, also later ones").uncheck();
  await save.click();
  await dialog.getByText("Choose where").waitFor();
  await dialog.getByLabel("All, also later ones").check();
  await dialog.getByLabel("Front desk").check();
  await send("PATCH", `/api/users/${user.id}`, { body: { roles: ["biller", "auditor"] }, version: 1 });
  await save.click();
  await dialog.getByText("This user was changed meanwhile.").waitFor();
  assert.equal(await dialog.getByLabel("Auditor").isChecked(), true);
  await assertAccessible(page, "a user changed meanwhile");
  await dialog.getByLabel("Front desk").check();
  await save.click();
  await dialog.waitFor({ state: "hidden" });
  assert.deepEqual(changes.at(-1), { roles: ["biller", "auditor", "front-desk"] });
});

test("an invitation is made anew, which ends the first link, and withdrawn, which ends every link", async () => {
  const lastName = nameOfItsOwn();
  const email = `${lastName.toLowerCase()}@clinic.example`;
  const body = { email, firstName: "Bo", lastName, roles: ["biller"], facilities: "all" };
  const first = await send<{ token: string }>("POST", "/api/users/invitations", { body });
  const accept = (token: string) =>
    send("POST", "/api/auth/invitations/accept", { body: { token, password: "nine green kettles in the fog" } });
  await page.goto(`${system.url}/admin/users`);
  const row = page.getByRole("row").filter({ hasText: email });
  const edit = row.getByRole("button", { name: "Edit" });
  const dialog = page.getByRole("dialog", { name: `Bo ${lastName}` });
  async function newToken(): Promise<string> {
    await edit.click();
    await dialog.getByRole("button", { name: "New link" }).click();
    const link = await dialog.getByLabel("Invitation link").inputValue();
    await page.keyboard.press("Escape");
    await dialog.getByRole("button", { name: "Done" }).click();
    return new URLSearchParams(new URL(link).hash.slice(1)).get("token") ?? "";
  }
  const second = await newToken();
  await assert.rejects(accept(first.token), /400/);
  await edit.click();
  await assertAccessible(page, "an invited user");
  await dialog.getByRole("button", { name: "Withdraw" }).click();
  await row.getByText("Withdrawn").waitFor();
  await assert.rejects(accept(second), /400/);
  await edit.click();
  assert.equal(await dialog.getByRole("button", { name: "Allow signing in again" }).count(), 0, "they never could");
  await page.keyboard.press("Escape");
  await accept(await newToken());
  await page.reload();
  await row.getByText("Active").waitFor();
});

test("the pages threw nothing, and the content security policy stopped nothing (PRV-2)", () => {
  assert.deepEqual(faults, []);
});
