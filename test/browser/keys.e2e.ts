/**
 * Keys never lie: what is typed after the key that asks for a form stands in that form, however
 * slow the line and however quick the hand.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import type { Patient } from "@pms/contracts/patients/patient";
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { type Browser, launchBrowser, type Page, signIn, watchForFaults } from "./browser.ts";
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let send: Send;
const faults: string[] = [];

/** So many hands at once, and so many tries of all of them together. */
const hands = 12;
const tries = Number(process.env.PMS_KEY_TRIES ?? 500);

before(async () => {
  system = await startSystem({ web: true });
  send = await administratorElsewhere(system);
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await system?.dispose();
});

const lastNameOf = (prefix: string) => `${prefix}${randomUUID().replaceAll(/[^a-f]/g, "")}x`;
const register = (lastName: string) =>
  send<Patient>("POST", "/api/patients", { body: { firstName: "Ana", lastName, dateOfBirth: "1961-03-04" } });
const between = (from: number, to: number) => from + Math.floor(Math.random() * (to - from + 1));

async function openPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.on("dialog", (dialog) => void dialog.accept().catch(() => {}));
  faults.push(...watchForFaults(page));
  await page.goto(system.url);
  await signIn(page, system.adminEmail, system.adminPassword);
  await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  return page;
}

const shown = (page: Page) => page.getByRole("region", { name: "Patient", exact: true });

/** Slows the line by so many milliseconds from now on. */
async function slowLine(page: Page): Promise<(latency: number) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  return async (latency) => {
    const throughput = { downloadThroughput: -1, uploadThroughput: -1 };
    await session.send("Network.emulateNetworkConditions", { offline: false, latency, ...throughput });
  };
}

/** To a record: most often within the page, now and then by loading it anew. */
async function goTo(page: Page, patient: Patient, anew: boolean): Promise<void> {
  const path = `/patients/${patient.id}`;
  if (anew) await page.goto(system.url + path);
  else await page.evaluate((to) => history.pushState({}, "", to), path);
  const name = patient.lastName ?? "";
  await page.waitForFunction(
    (wanted) => {
      const band = document.querySelector('section[aria-label="Patient"]');
      const busy = band?.getAttribute("aria-busy") === "true";
      return band && (busy || band.textContent?.includes(wanted)) && location.pathname.length > 40;
    },
    name,
    { polling: 5 },
  );
}

/**
 * Every way to the form: from a record just gone to, from its other tab, from the ledger itself.
 */
const ways = ["record", "tab", "ledger"] as const;
type Way = (typeof ways)[number];

/** Presses p and types an amount; answers what became of it, and closes the drawer. */
async function tryAmount(page: Page, keyMs: number): Promise<{ meant: string; became: string }> {
  const meant = (between(1, 9_999) / 100).toFixed(2);
  await page.keyboard.press("p");
  for (const key of meant) {
    await page.waitForTimeout(keyMs);
    await page.keyboard.press(key);
  }
  const field = page.getByRole("dialog").getByLabel("Amount");
  await field.waitFor({ timeout: 20_000 });
  await page.waitForTimeout(100);
  const became = await field.inputValue();
  // The draft stays: the next amount must replace it, not add to it.
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  return { meant, became };
}

test("of 500 amounts typed after p, at 0–500 ms of latency and 20–200 ms a key, none is wrong", async (t) => {
  const wrong: string[] = [];
  const tried: Record<Way, number> = { record: 0, tab: 0, ledger: 0 };
  async function work(hand: number): Promise<void> {
    const page = await openPage();
    const setLatency = await slowLine(page);
    const patients = [await register(lastNameOf("One")), await register(lastNameOf("Two"))] as const;
    let visits = 0;
    for (let count = hand; count < tries; count += hands) {
      const way = ways[Math.floor(count / hands) % ways.length] ?? "record";
      const [latency, keyMs] = [between(0, 500), between(20, 200)];
      await setLatency(latency);
      if (way === "record") {
        await goTo(page, patients[visits % 2] ?? patients[0], visits % 8 === 1);
        visits += 1;
      }
      if (way === "tab") await page.getByRole("tab", { name: "History" }).click();
      const { meant, became } = await tryAmount(page, keyMs);
      tried[way] += 1;
      if (became !== meant) wrong.push(`${meant} became “${became}” (${way}, ${latency} ms, ${keyMs} ms a key)`);
    }
    await page.context().close();
  }
  await Promise.all([...Array(hands).keys()].map(work));
  t.diagnostic(`tries: ${JSON.stringify(tried)}, wrong: ${wrong.length}`);
  assert.deepEqual(wrong, []);
});

test("what is typed after n begins the registration, and Enter waits for it", async () => {
  const page = await openPage();
  const setLatency = await slowLine(page);
  await setLatency(400);
  await page.keyboard.press("n");
  await page.keyboard.type("Rey 12");
  await page.keyboard.press("Enter");
  await page.getByText("to correct").waitFor();
  assert.equal(await page.getByLabel("Last name").inputValue(), "Rey 12");
  assert.equal(new URL(page.url()).pathname, "/patients/new");
  await page.context().close();
});

test("what is typed after c stands in the code, Tab leads on, and Esc gives it up", async () => {
  const page = await openPage();
  const patient = await register(lastNameOf("Cee"));
  const setLatency = await slowLine(page);
  await goTo(page, patient, false);
  await setLatency(400);
  await page.keyboard.press("c");
  await page.keyboard.type("99213");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Visit 2");
  const drawer = page.getByRole("dialog", { name: /Post charge/ });
  await drawer.waitFor();
  assert.equal(await drawer.getByLabel("Code").inputValue(), "99213");
  assert.equal(await drawer.getByLabel("Description").inputValue(), "Visit 2");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  const other = await register(lastNameOf("Dee"));
  await goTo(page, other, false);
  await page.keyboard.press("p");
  await page.keyboard.type("12");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Record" }).waitFor();
  await page.waitForTimeout(1_500);
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.context().close();
});

test("in the search Enter marks the first row of what is typed now, and Enter again opens it", async () => {
  const page = await openPage();
  const name = lastNameOf("Search");
  const [first, second] = [await register(`${name}a`), await register(`${name}b`)];
  const setLatency = await slowLine(page);
  await page.keyboard.press("/");
  await page.keyboard.type(`${name}a`);
  await page
    .getByText(first.lastName ?? "")
    .first()
    .waitFor();
  await setLatency(300);
  await page.keyboard.press("Backspace");
  await page.keyboard.type("b");
  await page.keyboard.press("Enter");
  await page.waitForFunction((id) => document.activeElement?.getAttribute("href") === `/patients/${id}`, second.id);
  await page.keyboard.press("Enter");
  await shown(page)
    .getByText(second.lastName ?? "")
    .waitFor();
  await page.context().close();
});

test("the palette takes what is typed while it opens, finds a patient, and posts nothing", async () => {
  const page = await openPage();
  const patient = await register(lastNameOf("Pal"));
  const posts: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && !/search|refresh/.test(request.url())) posts.push(request.url());
  });
  await page.keyboard.press("Control+k");
  await page.keyboard.type(patient.lastName ?? "");
  await page.getByRole("dialog").getByText("Born 04-Mar-1961").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await shown(page)
    .getByText(patient.lastName ?? "")
    .waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("take pay");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByLabel("Amount").waitFor();
  assert.deepEqual(posts, []);
  await page.context().close();
});

test("the pages threw nothing, and the content security policy stopped nothing (PRV-2)", () => {
  assert.deepEqual(faults, []);
});
