/** Records of one person: merged by keyboard, one after the other, from the queue and a record, and undone. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { Account } from "@pms/contracts/billing/accounts";
import type { DuplicatePair } from "@pms/contracts/patients/matching";
import type { Patient } from "@pms/contracts/patients/patient";
import { until } from "@pms/kit/testing/until";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let send: Send;

const heading = (name: string) => page.getByRole("heading", { level: 1, name, exact: true });
const letters = () =>
  randomUUID()
    .replaceAll(/[^a-f]/g, "")
    .slice(0, 9);
const dialog = () => page.getByRole("dialog");
const look = async (name: string) => {
  const folder = process.env.PMS_LOOK_AT;
  if (!folder) return;
  for (const [width, height] of [
    [1440, 900],
    [900, 800],
    [390, 800],
  ] as const)
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: width === 390 });
    }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
};

/** Whatever is asked of the desk goes through here: how many keys a pair takes is a claim. */
let keys = 0;
async function press(key: string) {
  keys += 1;
  await page.keyboard.press(key);
}

let person = 0;
/** Two records or more of somebody whom nobody else is like. */
async function registerOne(times: number): Promise<Patient[]> {
  person += 1;
  const year = 1930 + person * 3;
  const body = {
    firstName: `Ana${letters()}`,
    lastName: `Rey${letters()}`,
    dateOfBirth: `${year}-0${(person % 9) + 1}-1${person % 9}`,
    address: {
      street: `${person}${person} ${letters()} Street`,
      city: letters(),
      state: "WA",
      zipCode: `4${person}110`,
    },
  };
  const records: Patient[] = [];
  for (let time = 0; time < times; time += 1)
    records.push(
      await send<Patient>("POST", "/api/patients", {
        body: { ...body, phoneNumber: `617-555-0${person}${time}${time}`.slice(0, 12) },
      }),
    );
  return records;
}
const patient = (id: string) => send<Patient>("GET", `/api/patients/${id}`);
const pairsOf = async ({ id }: Patient) =>
  (await send<{ data: DuplicatePair[] }>("GET", `/api/patients/duplicates?patientId=${id}`)).data;
const found = (one: Patient, count: number) =>
  until("the pairs are found", async () => (await pairsOf(one)).length >= count);
const mergedInto = (one: Patient, survivor: Patient) =>
  until("the record is merged", async () => (await patient(one.id)).mergedInto === survivor.id);

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

async function openQueue(pairs: number) {
  await page.goto(`${system.url}/patients/duplicates`);
  await until("the queue shows them", async () => {
    if ((await page.locator("main [data-row]").count()) >= pairs) return true;
    await page.reload();
    await heading("Possible duplicates").waitFor();
    await page.locator("main [data-row]").first().waitFor();
    return (await page.locator("main [data-row]").count()) >= pairs;
  });
}
/** The dialog says what the merge would do. */
const previewed = () => dialog().getByText("What is moved").or(dialog().getByLabel("What is moved")).first().waitFor();

test("pair after pair is merged by two keys, and what differs is chosen by its digit", async (context) => {
  const pairs: Patient[][] = [];
  for (let count = 0; count < 8; count += 1) pairs.push(await registerOne(2));
  for (const [one] of pairs) if (one) await found(one, 1);
  await openQueue(pairs.length);
  await look("queue");
  await assertAccessible(page, "the queue of duplicates");
  await page.keyboard.press("j");
  const rows: number[] = [];
  const [first] = pairs;
  for (let at = 0; at < pairs.length; at += 1) {
    const [from, started] = [keys, performance.now()];
    await press("m");
    await previewed();
    if (at === 0) {
      await press("Enter");
      await dialog().getByText("Say why they are one person").waitFor();
      await press("r");
      await press("r");
      await press("1");
      await look("merge");
      await assertAccessible(page, "merging two records");
      assert.ok(
        await dialog()
          .getByRole("radio", { name: /^Phone: / })
          .last()
          .isChecked(),
      );
    }
    await press("Enter");
    await dialog().waitFor({ state: "hidden" });
    if (at > 0) rows.push(performance.now() - started);
    if (at > 0) assert.equal(keys - from, 2, "two keys for each pair of which nothing has to be chosen");
  }
  for (const [one, other] of pairs) if (one && other) await mergedInto(other, one);
  assert.ok(first?.[0] && first[1]);
  await page.getByText("No two records look like one person’s.").waitFor();
  const survivors = await Promise.all(pairs.map(([one]) => patient(one?.id ?? "")));
  const chosen = survivors.filter(({ phoneNumber }) => pairs.some(([, other]) => other?.phoneNumber === phoneNumber));
  assert.equal(chosen.length, 1, "of one pair the other's phone was chosen");
  const mean = rows.reduce((sum, ms) => sum + ms, 0) / rows.length;
  const perPair = (keys / pairs.length).toFixed(2);
  context.diagnostic(`merging by keyboard: ${perPair} keys per pair, ${Math.round(mean)} ms of machine each`);
  assert.ok(mean < 5_000, "a hundred pairs in ten minutes leave six seconds each");
  assert.deepEqual(faults, []);
});

test("three records of one person are a group, and are merged into the same one after the other", async () => {
  const [one, two, three] = await registerOne(3);
  assert.ok(one && two && three);
  await found(one, 2);
  await openQueue(2);
  await page.getByText("3 records that may all be one person’s").waitFor();
  await look("group");
  await assertAccessible(page, "a group of duplicates");
  for (let times = 0; times < 2; times += 1) {
    await press("m");
    await previewed();
    // The reason of the first stands for those after it.
    if (times === 0) await press("r");
    await press("Enter");
    await dialog().waitFor({ state: "hidden" });
  }
  for (const other of [two, three]) await mergedInto(other, one);
  await page.getByText("No two records look like one person’s.").waitFor();
  assert.deepEqual(faults, []);
});

test("from a record: the other by its MRN, a refusal in words, and a merge whose end leads to the survivor", async () => {
  const [one, other] = await registerOne(2);
  assert.ok(one && other);
  await found(one, 1);
  const [pair] = await pairsOf(one);
  await send("POST", `/api/patients/duplicates/${pair?.id}/dismiss`, { body: { reason: "twin" } });
  await page.goto(`${system.url}/patients/${other.id}`);
  const button = page.getByRole("button", { name: "Merge with another record…" });
  await button.waitFor();
  await page.keyboard.press("m");
  await page.getByLabel("MRN of the other record").fill(one.mrn);
  await dialog().getByRole("button", { name: "Compare the two" }).waitFor();
  await page.keyboard.press("Enter");
  await dialog().getByText("Somebody has decided that these are two persons.").waitFor();
  await look("refused");
  assert.ok(await dialog().getByRole("button", { name: "Merge", exact: true }).isDisabled());
  await page.keyboard.press("Escape");
  await page.goto(`${system.url}/patients/duplicates`);
  await page.getByText("Two persons", { exact: true }).click();
  await page.getByText("Two persons: Twin.").waitFor();
  await page.getByRole("button", { name: "Take the decision back" }).click();
  await page.getByText("Of no two records it was decided").waitFor();
  await page.goto(`${system.url}/patients/${other.id}`);
  await button.click();
  await dialog().getByText("Records that look like it").waitFor();
  await look("other-record");
  await assertAccessible(page, "choosing the other record");
  await dialog()
    .getByRole("button", { name: new RegExp(String(one.lastName)) })
    .click();
  await previewed();
  await page.keyboard.press("s");
  await previewed();
  await page.keyboard.press("r");
  await page.keyboard.press("Enter");
  await mergedInto(other, one);
  await page.waitForURL(`**/patients/${one.id}`);
  assert.deepEqual(faults, []);
});

test("a merge is undone from the merged record, and what was posted since goes where one says", async () => {
  const [one, other] = await registerOne(2);
  assert.ok(one && other);
  const reason = "One person, asked at the desk";
  await send("POST", `/api/patients/${one.id}/merge`, { body: { mergedId: other.id, reason }, version: one.version });
  await mergedInto(other, one);
  const account = await send<Account>("GET", `/api/billing/patients/${one.id}/account`);
  for (const amountMinor of [1_000, 2_500])
    await send("POST", `/api/billing/accounts/${account.id}/charges`, {
      body: {
        ...{ code: "99213", description: "Visit", serviceDate: new Date().toISOString().slice(0, 10) },
        amount: { amountMinor, currency: "USD" },
      },
    });
  await page.goto(`${system.url}/patients/${other.id}`);
  await page.getByText(`Reason: ${reason}`).waitFor();
  await page.getByRole("button", { name: "Undo the merge…" }).click();
  await dialog().getByText("Posted since the merge").waitFor();
  await look("undo");
  await assertAccessible(page, "undoing a merge");
  await dialog()
    .getByRole("checkbox", { name: /\$25\.00/ })
    .check();
  await dialog().getByRole("button", { name: "Undo the merge", exact: true }).click();
  await dialog().getByText("Say why they are two persons").waitFor();
  await dialog().getByLabel("Reason").fill("Two cousins");
  await dialog().getByRole("button", { name: "Undo the merge", exact: true }).click();
  await page.getByText("both records stand for themselves again").first().waitFor();
  await page.getByRole("button", { name: "Deactivate this record" }).waitFor();
  const balanceOf = async ({ id }: Patient) =>
    (await send<Account>("GET", `/api/billing/patients/${id}/account`)).balance.amountMinor;
  assert.deepEqual([await balanceOf(one), await balanceOf(other)], [1_000, 2_500]);
  assert.deepEqual(faults, []);
});

test("who may not merge is offered none, and decides all the same that two are two", async () => {
  const [one, other] = await registerOne(2);
  assert.ok(one && other);
  await found(one, 1);
  await page.route("**/api/auth/me", async (route) => {
    const answer = await route.fetch();
    const me = await answer.json();
    const permissions = me.permissions.filter((permission: string) => permission !== "patient:merge");
    await route.fulfill({ response: answer, json: { ...me, permissions } });
  });
  await openQueue(1);
  assert.equal(await page.getByRole("button", { name: "Merge…" }).count(), 0);
  await page.keyboard.press("m");
  assert.equal(await dialog().count(), 0);
  await page.keyboard.press("d");
  await page.getByRole("menuitem", { name: "Twin" }).waitFor();
  await page.keyboard.press("Escape");
  await page.goto(`${system.url}/patients/${one.id}`);
  await page.getByRole("button", { name: "Deactivate this record" }).waitFor();
  assert.equal(await page.getByRole("button", { name: "Merge with another record…" }).count(), 0);
  await page.unroute("**/api/auth/me");
  assert.deepEqual(faults, []);
});
