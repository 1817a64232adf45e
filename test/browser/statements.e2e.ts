/** A biller looks at a statement, gives it away as PDF, and a patient takes their own. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { until } from "@pms/kit/testing/until";
import { readPdf } from "../../services/billing/test/pdf-text.ts";
import { asAdmin, type Caller, newUser, samplePatient } from "../system/caller.ts";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";

let system: TestSystem;
let browser: Browser;
let page: Page;
let faults: string[];
let biller: Awaited<ReturnType<typeof newUser>>;
let admin: Caller;
let patientId: string;
let accountId: string;
let paymentId: string;
const shots = process.env.PMS_SHOTS;

before(async () => {
  system = await startSystem({ web: true });
  // On a busy machine auth may not have been found yet.
  admin = await until("the administrator", () => asAdmin(system).catch(() => undefined));
  const { data } = (await admin.get("/api/facilities")).body;
  const [facility] = data;
  const address = { addressLines: ["14 Harbour Street", "Portland, ME 04101"], phoneNumber: "(207) 555-0142" };
  const headers = { "if-match": `"v${facility.version}"` };
  assert.equal((await admin.call("PATCH", `/api/facilities/${facility.id}`, address, headers)).status, 200);
  biller = await newUser(system, admin, "biller", [facility.id]);
  const patient = await admin.post("/api/patients", { ...samplePatient, lastName: "O'Connor-Ñandú" });
  patientId = patient.body.id;
  const account = await until("the account", async () => {
    const answer = await admin.get(`/api/billing/patients/${patientId}/account`);
    return answer.status === 200 && answer.body;
  });
  accountId = account.id;
  const post = async (kind: string, body: object) => {
    const answer = await admin.post(`/api/billing/accounts/${accountId}/${kind}`, body);
    assert.equal(answer.status, 201, answer.text);
    return answer.body.id;
  };
  const usd = (amountMinor: number) => ({ amount: { amountMinor, currency: "USD" } });
  await post("charges", { ...usd(18_000), code: "99213", description: "Office visit", serviceDate: "2026-03-02" });
  paymentId = await post("payments", { ...usd(4_000), method: "cash", receivedOn: "2026-04-02" });
  browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  page = await context.newPage();
  faults = watchForFaults(page);
});
after(async () => {
  await browser?.close();
  await system?.dispose();
});

async function saved(press: () => Promise<unknown>): Promise<{ name: string; text: string }> {
  const downloading = page.waitForEvent("download");
  await press();
  const download = await downloading;
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
  return { name: download.suggestedFilename(), text: (await readPdf(bytes)).text.replaceAll(/\s+/g, " ") };
}

async function shoot(name: string): Promise<void> {
  if (shots === undefined) return;
  for (const colorScheme of ["light", "dark"] as const)
    for (const width of [1440, 900, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${shots}/${name}-${width}-${colorScheme}.png` });
    }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

test("what a gateway passes on of a PDF is the PDF, whole and not to be kept", async () => {
  const path = `/api/billing/accounts/${accountId}/statement?format=pdf&asOf=2026-11-01`;
  const fetchPdf = () => fetch(new URL(path, system.url), { headers: { authorization: `Bearer ${admin.token}` } });
  const [one, other] = [await fetchPdf(), await fetchPdf()];
  assert.deepEqual(
    [one.status, one.headers.get("content-type"), one.headers.get("cache-control")],
    [200, "application/pdf", "no-store"],
  );
  assert.equal(one.headers.get("content-disposition"), 'inline; filename="statement-2026-11-01.pdf"');
  const bytes = Buffer.from(await one.arrayBuffer());
  assert.ok(bytes.equals(Buffer.from(await other.arrayBuffer())));
  const { text } = await readPdf(bytes);
  for (const said of ["14 Harbour Street", "O'Connor-Ñandú", "$140.00"]) assert.ok(text.includes(said), text);
});

test("a biller chooses the days of a statement, reads its sums, and saves it", async () => {
  await page.goto(`${system.url}/patients/${patientId}/ledger`);
  await signIn(page, biller.email, biller.password);
  await page.getByRole("button", { name: "Statement…" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("2 transactions").waitFor();
  await assertAccessible(page, "the statement");
  await shoot("statement");
  await drawer.getByLabel("From").fill("nonsense");
  await drawer.getByText(/Enter a date such as/).waitFor();
  assert.equal(await drawer.getByRole("button", { name: "Save as PDF" }).count(), 0);
  await drawer.getByLabel("From").fill("4/1/2026");
  await drawer.getByText("1 transaction", { exact: true }).waitFor();
  const sums = await drawer.getByRole("region", { name: "What the statement says" }).locator("dd").allInnerTexts();
  assert.deepEqual(sums.slice(0, 4), ["$180.00", "$0.00", "$40.00", "$140.00"]);
  const { name, text } = await saved(() => drawer.getByRole("button", { name: "Save as PDF" }).click());
  assert.match(name, /^statement-\d{4}-\d\d-\d\d\.pdf$/);
  for (const said of ["Opening balance $180.00", "Payment: Cash", "$140.00"]) assert.ok(text.includes(said), text);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.getByRole("heading", { name: "Account statement" }).isVisible());
  await page.emulateMedia({ media: "screen" });
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
});

test("a receipt is saved as PDF beside its print, and names who took the money", async () => {
  await page.locator(`[data-transaction="${paymentId}"]`).click();
  await page.getByRole("button", { name: "Print the receipt again" }).click();
  await page.getByRole("button", { name: "Save as PDF" }).waitFor();
  await shoot("receipt");
  const { name, text } = await saved(() => page.getByRole("button", { name: "Save as PDF" }).click());
  assert.equal(name, "receipt-2.pdf");
  for (const said of ["Receipt", "Cash", "$40.00", "14 Harbour Street"]) assert.ok(text.includes(said), text);
  assert.deepEqual(faults, []);
});
