/** What a record knows beside name and birth: asked at the desk, shown, edited in place, in history. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { fullRecord } from "../../services/patient/test/support/full-record.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let send: Send;

const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const card = (name: string) => page.getByRole("region", { name, exact: true });
const nameOfItsOwn = () => `Rey${randomUUID().replaceAll(/[^a-f]/g, "")}x`;
const look = async (name: string) => {
  const folder = process.env.PMS_LOOK_AT;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
};

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
  await heading("Users").waitFor();
});

after(async () => {
  await browser?.close();
  await system?.dispose();
});

async function choose(label: string, option: string) {
  await page
    .getByRole("combobox", { name: label })
    .or(page.getByRole("textbox", { name: label }))
    .first()
    .click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

test("a desk asks more only where it unfolds it, and a birth of which the year is known is registered so", async () => {
  await page.goto(`${system.url}/patients/new`);
  await heading("Register patient").waitFor();
  const lastName = nameOfItsOwn();
  await page.getByRole("textbox", { name: "Last name", exact: true }).fill(lastName);
  await page.getByRole("textbox", { name: "First name", exact: true }).fill("Ana");
  await page.getByRole("textbox", { name: "Birth date", exact: true }).fill("1961");
  await page.getByText("1961 · ~65 y").waitFor();
  assert.equal(await page.getByLabel("Pronouns").count(), 0);
  await page.getByRole("button", { name: "More: pronouns, race, interpreter, income…" }).click();
  await page.getByLabel("Pronouns").fill("she/her");
  await choose("Race", "Asian");
  await choose("Race", "White");
  await page.keyboard.press("Escape");
  await choose("Interpreter needed", "Yes");
  await choose("Household income", "101 to 150 %");
  await look("register");
  await assertAccessible(page, "registering, with more");
  await page.getByRole("button", { name: "Register", exact: true }).first().click();
  await page.getByRole("region", { name: "Patient", exact: true }).getByText("1961 (~65 y)").waitFor();
  const id = page.url().split("/").at(-1)?.split("?")[0] ?? "";
  const patient = await send<Patient>("GET", `/api/patients/${id}`);
  assert.deepEqual(
    [patient.dateOfBirth, patient.pronouns, patient.races, patient.interpreterNeeded, patient.incomeBand],
    ["1961", "she/her", ["asian", "white"], true, "101-to-150"],
  );
  assert.deepEqual(faults, []);
});

test("a record of which every field is filled is shown in words, edited in place and told in its history", async () => {
  const { deceasedDate, ...full } = fullRecord;
  const patient = await send<Patient>("POST", "/api/patients", { body: { ...full, lastName: nameOfItsOwn() } });
  await page.goto(`${system.url}/patients/${patient.id}`);
  await card("Demographics").getByText("Transgender woman").waitFor();
  await card("Other names").getByText("Former name").waitFor();
  await card("Consents").getByText("Text messages").waitFor();
  await card("Coverage").getByText("Asked first").first().waitFor();
  await look("record");
  await assertAccessible(page, "a record with every field");
  await page.getByRole("button", { name: "Edit demographics" }).click();
  await page.getByLabel("Occupation").fill("Porter");
  await look("record-demographics");
  await page.getByRole("button", { name: "Save" }).click();
  await card("Demographics").getByText("Porter", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Edit other names" }).click();
  await page.getByRole("button", { name: "Add another name" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Cancel" }).or(card("Other names").getByText("Nickname")).first().waitFor();
  const saved = await send<Patient>("GET", `/api/patients/${patient.id}`);
  assert.equal(saved.occupation, "Porter");
  assert.deepEqual(saved.names, full.names, "an empty row is no row");
  assert.deepEqual([saved.contacts, saved.coverages, saved.consents], [full.contacts, full.coverages, full.consents]);
  await page.goto(`${system.url}/patients/${patient.id}/history`);
  await page.getByText("Occupation").first().waitFor();
  assert.deepEqual(faults, []);
});

test("what is not recorded is a word to add it by, and is added", async () => {
  const patient = await send<Patient>("POST", "/api/patients", {
    body: { firstName: "Ana", lastName: nameOfItsOwn(), dateOfBirth: "1961-03-04" },
  });
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByRole("button", { name: "Add other phones…" }).waitFor();
  await look("record-empty");
  await page.getByRole("button", { name: "Add consents…" }).click();
  await page.getByRole("button", { name: "Add a consent" }).click();
  await page.getByLabel("Agreed to").fill("Text messages");
  await page.getByLabel("Given on").fill("3/4/2026");
  await look("record-consent");
  await page.getByRole("button", { name: "Save" }).click();
  // The form says the date too, while it is typed.
  await page.getByRole("button", { name: "Save" }).waitFor({ state: "detached" });
  await card("Consents").getByText("04-Mar-2026").waitFor();
  const saved = await send<Patient>("GET", `/api/patients/${patient.id}`);
  assert.deepEqual(saved.consents, [{ to: "Text messages", givenOn: "2026-03-04" }]);
  assert.deepEqual(faults, []);
});

test("a guarantor who is a patient here is linked by the MRN, once it is seen whose it is", async () => {
  const mother = await send<Patient>("POST", "/api/patients", {
    body: { firstName: "Eve", lastName: nameOfItsOwn(), dateOfBirth: "1940" },
  });
  const child = await send<Patient>("POST", "/api/patients", {
    body: {
      ...{ firstName: "Ana", lastName: nameOfItsOwn(), dateOfBirth: "1961-03-04" },
      contacts: [{ name: "Eve", relationship: "mother", guarantor: true }],
    },
  });
  await page.goto(`${system.url}/patients/${child.id}`);
  await page.getByRole("button", { name: "Edit contacts and guarantor" }).click();
  await page.getByLabel("Patient here").fill(mother.mrn);
  await page.getByRole("status").getByText(String(mother.lastName)).waitFor();
  await look("record-guarantor");
  await page.getByRole("button", { name: "Link this record" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await card("Contacts and guarantor").getByRole("link", { name: "Open the record" }).click();
  await page.getByRole("region", { name: "Patient", exact: true }).getByText("1940 (~86 y)").waitFor();
  assert.ok(page.url().includes(mother.id));
  assert.deepEqual(faults, []);
});
