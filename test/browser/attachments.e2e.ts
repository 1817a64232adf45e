/** What stands beside a record and behind it: notes, photo and documents, and what its versions said. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { files } from "../../services/patient/test/support/files.ts";
import { asAdmin, newUser } from "../system/caller.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let send: Send;
let folder: string;

const card = (name: string) => page.getByRole("region", { name, exact: true });
const band = () => card("Patient");
const tab = (name: string) => page.getByRole("tab", { name, exact: true });
const look = async (name: string) => {
  const to = process.env.PMS_LOOK_AT;
  if (!to) return;
  await mkdir(to, { recursive: true });
  for (const [width, height] of [
    [1440, 900],
    [900, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: join(to, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1440, height: 900 });
};
const register = (body: object = {}) => {
  const lastName = `Nota${randomUUID().replaceAll(/[^a-f]/g, "")}`;
  const patient = { firstName: "Ana", lastName, dateOfBirth: "1961-03-04", phoneNumber: "555-0100", ...body };
  return send<Patient>("POST", "/api/patients", { body: patient });
};

before(async () => {
  system = await startSystem({ web: true });
  send = await administratorElsewhere(system);
  folder = await mkdtemp(join(tmpdir(), "pms-files-"));
  for (const [name, bytes] of Object.entries({ "ana.png": files.png, "carta.pdf": files.pdf, "run.exe": files.elf }))
    await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, "huge.png"), Buffer.concat([files.png, Buffer.alloc(10_485_760)]));
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
  await rm(folder, { recursive: true, force: true });
});

test("a note is written, found again where it was left, marked as sensitive, changed and withdrawn", async () => {
  const { id } = await register();
  await page.goto(`${system.url}/patients/${id}`);
  await tab("Notes and documents").click();
  await card("Notes").getByText("Nothing is noted yet.").waitFor();
  await page.getByRole("button", { name: "Write a note" }).click();
  const form = page.getByRole("form", { name: "Write a note" });
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Enter what is to be noted").waitFor();
  await form.getByLabel("Note", { exact: true }).fill("Speaks softly.\nSit on the left.");
  await tab("Record").click();
  await tab("Notes and documents").click();
  assert.equal(
    await form.getByLabel("Note", { exact: true }).inputValue(),
    "Speaks softly.\nSit on the left.",
    "nothing typed is lost",
  );
  await form.getByLabel("Sensitive: only for who may read sensitive notes").check();
  await form.getByRole("button", { name: "Save" }).click();
  const note = card("Notes").getByRole("listitem");
  await note.getByText("Sit on the left.").waitFor();
  await note.getByText("Sensitive", { exact: true }).waitFor();
  await note.getByText("by you").waitFor();
  await assertAccessible(page, "notes");
  await note.getByRole("button", { name: "Change" }).click();
  const change = page.getByRole("form", { name: "Change a note" });
  assert.ok(await change.getByRole("checkbox").isDisabled(), "a label is never lowered");
  await change.getByLabel("Note", { exact: true }).fill("Speaks up now.");
  await change.getByRole("button", { name: "Save" }).click();
  await note.getByText("Speaks up now.").waitFor();
  await look("notes");
  await note.getByRole("button", { name: "Withdraw" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await card("Notes").getByText("Nothing is noted yet.").waitFor();
  await card("Notes").getByLabel("Show withdrawn notes").check();
  await note.getByText("Withdrawn", { exact: true }).waitFor();
  assert.deepEqual(faults, []);
});

test("a photo stands in the band of every page of the patient; a document is saved as it came", async () => {
  const { id } = await register();
  await page.goto(`${system.url}/patients/${id}`);
  await tab("Notes and documents").click();
  await card("Photo and documents").getByText("There are no documents yet.").waitFor();
  const choose = async (button: string, name: string) => {
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: button }).click(),
    ]);
    await chooser.setFiles(join(folder, name));
  };
  await choose("Add a photo", "ana.png");
  await band().getByRole("img", { name: "Photo of the patient" }).waitFor();
  await choose("Add a document", "carta.pdf");
  await card("Photo and documents").getByText("carta.pdf").waitFor();
  await choose("Add a document", "run.exe");
  await page.getByText("A file here is a JPEG, PNG or WebP picture, a PDF or a plain text.").waitFor();
  await look("documents");
  await choose("Add a photo", "huge.png");
  await page.getByText("The file is not sent: it has more than 10 MiB.").waitFor();
  await assertAccessible(page, "documents");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save carta.pdf" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "carta.pdf");
  assert.ok((await readFile(await download.path())).equals(files.pdf));
  await tab("Record").click();
  const photo = band().getByRole("img", { name: "Photo of the patient" });
  await photo.waitFor();
  assert.ok(await photo.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0));
  await look("band-with-photo");
  await tab("Notes and documents").click();
  await page.getByRole("button", { name: "Withdraw ana.png" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await photo.waitFor({ state: "detached" });
  assert.deepEqual(faults, []);
});

test("a name is changed with a reason; versions are compared, read as of then, and one stands again", async () => {
  const patient = await register();
  await page.goto(`${system.url}/patients/${patient.id}`);
  await page.getByRole("button", { name: "Edit identity" }).click();
  const form = page.getByRole("form", { name: "Edit identity" });
  await form.getByLabel("First name").fill("Wrong");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Enter why it is changed").waitFor();
  await form.getByLabel("Why is it changed?").fill("read from the card");
  await look("reason");
  await form.getByRole("button", { name: "Save" }).click();
  await band().getByText("Wrong").waitFor();
  await send("PATCH", `/api/patients/${patient.id}`, { body: { phoneNumber: "555-0199" }, version: 2 });
  await page.goto(`${system.url}/patients/${patient.id}/history`);
  await card("Version 2").getByText("Because: read from the card").waitFor();
  const comparing = card("Compare two versions");
  await comparing.getByText("Phone changed from 555-0100 to 555-0199.").waitFor();
  await comparing.getByText("First name changed from Ana to Wrong.").waitFor();
  await comparing.getByLabel("From version").selectOption("2");
  await comparing.getByText("First name changed").waitFor({ state: "detached" });
  const asOf = card("The record as of");
  await asOf.getByLabel("Date and time").fill("2020-01-01T10:00");
  await asOf.getByText("The record was not registered then.").waitFor();
  await asOf.getByLabel("Date and time").fill("2099-01-01T10:00");
  await asOf.getByText("version 3").waitFor();
  await look("history");
  await assertAccessible(page, "history with its tools");
  await page.getByRole("button", { name: "Restore version 1…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Wrong").first().waitFor();
  await dialog.getByRole("button", { name: "Restore" }).click();
  await dialog.getByText("Enter why it is changed").waitFor();
  await dialog.getByLabel("Why is it changed?").fill("the card was another's");
  await look("restore-version");
  await dialog.getByRole("button", { name: "Restore" }).click();
  await card("Version 4").getByText("Says again what version 1 said.").waitFor();
  await band().getByText("Ana").waitFor();
  const saved = await send<Patient>("GET", `/api/patients/${patient.id}`);
  assert.deepEqual([saved.firstName, saved.phoneNumber, saved.version], ["Ana", "555-0100", 4]);
  assert.deepEqual(faults, []);
});

test("who may not read sensitive notes has no such box and sees none", async () => {
  const { id } = await register();
  await send("POST", `/api/patients/${id}/notes`, { body: { text: "Of nobody's business", sensitivity: "sensitive" } });
  await send("POST", `/api/patients/${id}/notes`, { body: { text: "Calls ahead" } });
  const { email, password } = await newUser(system, await asAdmin(system), "front-desk", "all");
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  const own = await context.newPage();
  await own.goto(`${system.url}/patients/${id}/attachments`);
  await signIn(own, email, password);
  await own.getByText("Calls ahead").waitFor();
  assert.equal(await own.getByText("nobody's business").count(), 0);
  await own.getByRole("button", { name: "Write a note" }).click();
  assert.equal(await own.getByRole("form").getByRole("checkbox").count(), 0);
  await context.close();
});
