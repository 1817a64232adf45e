/**
 * Whose record, who, and who looked: the audit in words, by keys, for each of those who read it.
 */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { asAdmin, type Caller, newUser, samplePatient } from "../system/caller.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";

const nameOfItsOwn = () => `Audited${randomUUID().replaceAll(/[^a-f]/g, "")}`;
/** The goal of the table of keys, beyond what is typed. */
const keysMax = 3;

let system: TestSystem;
let browser: Browser;
let admin: Caller;
let patient: { id: string; mrn: string; lastName: string };
let clerk: { email: string; password: string };
let faults: string[] = [];
before(async () => {
  system = await startSystem({ web: true });
  browser = await launchBrowser();
  admin = await asAdmin(system);
  const lastName = nameOfItsOwn();
  const body = { ...samplePatient, lastName };
  // On a busy machine what has just started may not be available yet.
  const registered = await until("a patient is registered", async () => {
    const answer = await admin.post("/api/patients", body);
    return answer.status !== 503 && answer;
  });
  assert.equal(registered.status, 201, registered.text);
  patient = { ...registered.body, lastName };
  clerk = await newUser(system, admin, "front-desk", "all");
});
after(async () => {
  await browser?.close();
  await system?.dispose();
});

async function pageOf({ email, password }: { email: string; password: string }): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  faults = watchForFaults(page);
  await page.goto(system.url);
  await signIn(page, email, password);
  await page.getByRole("banner").waitFor();
  return page;
}
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const rowsOf = (page: Page, table: string) => page.getByRole("table", { name: table }).locator("tbody tr[data-row]");

/** Presses keys and counts them; what is typed is content. */
function counting(page: Page) {
  let keys = 0;
  return {
    press: async (key: string) => {
      keys += 1;
      await page.keyboard.press(key);
    },
    type: (text: string) => page.keyboard.type(text),
    keys: () => keys,
  };
}

test("who looked at a record is one key away from it", async (t) => {
  const page = await pageOf(clerk);
  await page.goto(`${system.url}/patients/${patient.id}`);
  await heading(page, "Record").waitFor({ state: "attached" });
  await page.getByRole("tab", { name: "Who looked" }).waitFor();
  const by = counting(page);
  await by.press("4");
  await heading(page, "Who looked").waitFor();
  await rowsOf(page, "Who looked")
    .filter({ hasText: /Registered/ })
    .first()
    .waitFor();
  t.diagnostic(`KLM: who looked, from a record: ${by.keys()} (goal ${keysMax})`);
  assert.ok(by.keys() <= keysMax);
  await page.getByText("Viewing this is recorded.").waitFor();
  await assertAccessible(page, "who looked");
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("an auditor asks by MRN, and is told of the record by its MRN and of the staff by name (PRV-1)", async (t) => {
  const auditor = await newUser(system, admin, "auditor", "all");
  const page = await pageOf(auditor);
  await heading(page, "Audit").waitFor();
  await rowsOf(page, "Audit log").first().waitFor();
  const by = counting(page);
  await by.press("/");
  await by.type(patient.mrn);
  await by.press("Enter");
  await page.getByRole("group", { name: "Shown only" }).getByText("MRN").waitFor();
  const row = rowsOf(page, "Audit log").filter({ hasText: "Test front-desk" });
  await row.first().waitFor();
  t.diagnostic(`KLM: who looked, by an auditor with an MRN: ${by.keys()} (goal ${keysMax})`);
  assert.ok(by.keys() <= keysMax);
  assert.match((await row.first().textContent()) ?? "", /Read/);
  const shown = (await page.locator("body").textContent()) ?? "";
  assert.ok(!shown.includes(patient.lastName), "no name of a patient");
  await assertAccessible(page, "audit, for an auditor");
  await by.press("/");
  await by.type("12345");
  await by.press("Enter");
  await page.getByText("Enter all nine digits of the MRN").waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("an administrator picks the patient by name, opens a sitting, and saves what is shown", async (t) => {
  const page = await pageOf({ email: system.adminEmail, password: system.adminPassword });
  await heading(page, "Users").waitFor();
  await page.goto(`${system.url}/audit`);
  await rowsOf(page, "Audit log").first().waitFor();
  await page.getByLabel("Whose record?").focus();
  const by = counting(page);
  await by.type(patient.lastName);
  await page.getByRole("option").filter({ hasText: patient.lastName }).waitFor();
  await by.press("ArrowDown");
  await by.press("Enter");
  const row = rowsOf(page, "Audit log").filter({ hasText: "Test front-desk" });
  await row.first().waitFor();
  t.diagnostic(`KLM: who looked, by name in the audit: ${by.keys()} (goal ${keysMax})`);
  assert.ok(by.keys() <= keysMax);
  assert.match((await row.first().textContent()) ?? "", new RegExp(`Read.*${patient.lastName}.*MRN`, "s"));
  await row
    .first()
    .getByRole("button", { name: /events?$/ })
    .click();
  const events = page.getByRole("table", { name: "Events of the sitting" });
  await events.getByText("patient.read").first().waitFor();
  await assertAccessible(page, "audit, a sitting opened");

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const file = await readFile(await (await download).path(), "utf8");
  const [header = "", ...lines] = file.split("\r\n");
  assert.match(header, /^\uFEFFTime,From \(UTC\)/);
  const line = lines.find((each) => each.includes("Test front-desk")) ?? "";
  assert.ok(line.includes(patient.lastName) && line.includes(patient.mrn), line);
  await page
    .getByRole("status")
    .getByText(/rows saved/)
    .waitFor();
  await until("the export stands in the audit", async () => {
    const exports = await admin.get(`/api/audit?patientId=${patient.id}&act=audited`);
    return exports.body.data.some(({ action }: { action: string }) => action === "audit.export");
  });
  assert.deepEqual(faults, []);
  await page.context().close();
});

test("what is asked by who, what and when narrows the log, and each is taken away again", async () => {
  const page = await pageOf({ email: system.adminEmail, password: system.adminPassword });
  await heading(page, "Users").waitFor();
  await page.goto(`${system.url}/audit`);
  const rows = rowsOf(page, "Audit log");
  await rows.first().waitFor();
  const shownOnly = page.getByRole("group", { name: "Shown only" });
  await page.getByRole("combobox", { name: "Who?" }).fill("Test front");
  await page.getByRole("option", { name: "Test front-desk" }).click();
  await shownOnly.getByText("By Test front-desk").waitFor();
  await page.getByRole("combobox", { name: "Did what?" }).click();
  await page.getByRole("option", { name: "Signed in or out" }).click();
  await rows.filter({ hasText: "Signed in" }).first().waitFor();
  await page.getByLabel("From", { exact: true }).fill("1/1/2020");
  await page.getByLabel("To", { exact: true }).fill("12/31/2019");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("Enter a last day that is not before the first").waitFor();
  await page.getByLabel("To", { exact: true }).fill("12/31/2020");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByText("Nothing recorded that fits.").waitFor();
  for (const filter of ["the first day", "the last day", "what was done", "who did it"])
    await shownOnly.getByRole("button", { name: `Do not narrow by ${filter}` }).click();
  await shownOnly.waitFor({ state: "hidden" });
  await rows.nth(1).waitFor();
  await page.context().close();
});

test("a patient reads who looked at their own record, staff by name and themselves as “You”", async () => {
  const user = await newUser(system, admin, "patient", []);
  const { body, headers } = await admin.get(`/api/users/${user.userId}`);
  const link = { patientId: patient.id };
  const linked = await admin.call("PATCH", `/api/users/${body.id}`, link, { "if-match": headers.get("etag") ?? "" });
  assert.equal(linked.status, 200, linked.text);
  const page = await pageOf(user);
  await page.getByRole("link", { name: "See who looked at it" }).click();
  await heading(page, "Who looked at your record").waitFor();
  const rows = rowsOf(page, "Who looked");
  await rows.filter({ hasText: "Test front-desk" }).first().waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await assertAccessible(page, "who looked at your record");
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(overflow, 0);
  assert.deepEqual(faults, []);
  await page.context().close();
});
