/**
 * The pages in Spanish and, to see how they lie from right to left, in Arabic: chosen before
 * anybody has signed in, or by the account on whatever device it is used.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Patient } from "@pms/contracts/patients/patient";
import { until } from "@pms/kit/testing/until";
import arabic from "../../web/src/i18n/ar.json" with { type: "json" };
import spanish from "../../web/src/i18n/es.json" with { type: "json" };
import { startSystem, type TestSystem } from "../system/start-system.ts";
import { assertAccessible, type Browser, launchBrowser, type Page, type Response, watchForFaults } from "./browser.ts";
import { administratorElsewhere, type Send } from "./elsewhere.ts";

let system: TestSystem;
let browser: Browser;
let send: Send;
let page: Page;
const faults: string[] = [];
const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

const wordsOf =
  (catalog: Readonly<Record<string, string>>) =>
  (english: string): string =>
    catalog[english] ?? english;
const es = wordsOf(spanish);
const ar = wordsOf(arabic);

async function openPage(): Promise<Page> {
  const context = await browser.newContext({ viewport: wide, reducedMotion: "reduce" });
  const opened = await context.newPage();
  faults.push(...watchForFaults(opened));
  await opened.goto(system.url);
  return opened;
}

before(async () => {
  system = await startSystem({ web: true });
  send = await administratorElsewhere(system);
  browser = await launchBrowser();
  page = await openPage();
});

after(async () => {
  await browser?.close();
  await system?.dispose();
});

const heading = (name: string, on = page) => on.getByRole("heading", { level: 1, name, exact: true });
const html = (on = page) =>
  on.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));
const pictures = process.env.PMS_PICTURES;
const picture = async (name: string) => pictures && page.screenshot({ path: `${pictures}/${name}.png` });

async function signIn(words: (english: string) => string, on = page): Promise<void> {
  await on.getByLabel(words("E-mail")).fill(system.adminEmail);
  await on.getByLabel(words("Password"), { exact: true }).fill(system.adminPassword);
  await on.getByRole("button", { name: words("Sign in") }).click();
  await heading(words("Users"), on).waitFor();
}

/** Words of the frame that every page has; none of them is a word of Spanish as well. */
const frameWords = (
  "Today Patients Billing Insights Users Audit You Keys Begin Search Sign out Your account Lock this screen " +
  "Close Cancel Save Done Loading Refresh Register Password Theme Show Hide"
).split(/(?<! (?:Sign|Your|Lock|this)|^(?:Sign|Your|Lock)) (?!out|account|this|screen)/);

async function englishLeft(on = page): Promise<string[]> {
  const said = await on.evaluate(() => {
    const frame = [...document.querySelectorAll("header, nav, [role=navigation], h1, title")];
    const labels = [...document.querySelectorAll("header [aria-label], nav [aria-label], [role=group][aria-label]")];
    return [
      ...frame.flatMap((element) => (element.textContent ?? "").split("\n")),
      ...labels.map((element) => element.getAttribute("aria-label") ?? ""),
      ...[...document.querySelectorAll("header button, nav a")].map((element) => element.textContent ?? ""),
    ];
  });
  return frameWords.filter((word) =>
    said.some((text) => new RegExp(`(^|[^\\p{L}])${word}($|[^\\p{L}])`, "u").test(text)),
  );
}

test("the sign-in page offers each language by its own name, and speaks the one that is chosen", async () => {
  await heading("Sign in").waitFor();
  for (const [lang, name] of [
    ["en", "English"],
    ["es", "Español"],
    ["ar", "العربية"],
  ] as const)
    assert.equal(await page.getByRole("button", { name, exact: true }).getAttribute("lang"), lang);
  await assertAccessible(page, "sign-in with languages");
  await page.getByRole("button", { name: "Español", exact: true }).click();
  await heading("Iniciar sesión").waitFor();
  assert.deepEqual(await html(), { lang: "es", dir: "ltr" });
  assert.equal(await page.title(), "Iniciar sesión – Gestión de pacientes");
  await assertAccessible(page, "sign-in in Spanish");
  await picture("es-sign-in");
});

/** What a page's scripts weigh on the line, in kB of gzip. */
async function weightOf(load: () => Promise<unknown>): Promise<{ code: number; words: number }> {
  const bodies: Promise<[url: string, bytes: number]>[] = [];
  const note = (answer: Response) => {
    if (/\.js$/.test(new URL(answer.url()).pathname))
      bodies.push(answer.body().then((body) => [answer.url(), gzipSync(body, { level: 9 }).length]));
  };
  page.on("response", note);
  await load();
  page.off("response", note);
  const weights = await Promise.all(bodies);
  const sum = (ofWords: boolean) =>
    weights.reduce((total, [url, bytes]) => total + (/\/(es|ar)-/.test(url) === ofWords ? bytes / 1000 : 0), 0);
  return { code: sum(false), words: sum(true) };
}

test("the first load is at most 210 kB of code, and of the words of one language", async () => {
  const { code, words } = await weightOf(async () => {
    await page.reload();
    await heading("Iniciar sesión").waitFor();
  });
  assert.ok(code > 100 && code <= 210, `${code.toFixed(1)} kB of code`);
  assert.ok(words > 5 && words <= 30, `${words.toFixed(1)} kB of words`);
});

test("a refused log-in is refused in Spanish, in the page's words and in the server's", async () => {
  await page.getByLabel("Correo electrónico").fill(system.adminEmail);
  await page.getByLabel("Contraseña", { exact: true }).fill("not the password at all");
  await page.getByRole("button", { name: "Iniciar sesión" }).click();
  await page.getByText("El correo electrónico o la contraseña no son correctos.").waitFor();
});

test("signed in, the frame has no English left, and the browser keeps the language alone", async () => {
  await signIn(es);
  assert.deepEqual(await englishLeft(), []);
  await page.goto(`${system.url}/today`);
  await heading("Hoy").waitFor();
  // Once the list beneath it is read, its words are there twice: the heading alone is waited for.
  await page.getByRole("heading", { name: "Por completar" }).waitFor();
  assert.deepEqual(await englishLeft(), []);
  await assertAccessible(page, "today in Spanish");
  await picture("es-today");
  const kept = await page.evaluate(() => ({ local: { ...localStorage }, session: sessionStorage.length }));
  assert.deepEqual(kept, { local: { language: "es" }, session: 0 });
});

test("a patient is registered and pays in Spanish, by the same keys", async () => {
  const lastName = `Ruiz${randomUUID().replaceAll(/[^a-f]/g, "")}x`;
  await heading("Hoy").focus();
  await page.keyboard.press("n");
  await heading(es("Register patient")).waitFor();
  await page.getByLabel(es("Last name"), { exact: true }).fill(lastName);
  await page.getByLabel(es("First name"), { exact: true }).fill("Ana");
  // Typed in the order of the figures' locale, which in Spanish is day first: not so on this device.
  await page.getByLabel(es("Birth date"), { exact: true }).fill("13/4/1961");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("banner").getByText(lastName).waitFor();
  await picture("es-record");
  await page.keyboard.press("p");
  const payment = page.getByRole("dialog");
  await payment.getByLabel(es("Amount"), { exact: true }).fill("40");
  await payment.getByText(es("Cash"), { exact: true }).click();
  await payment.locator("form button[type=submit]").click();
  await payment.getByRole("button", { name: es("Done") }).click();
  await payment.waitFor({ state: "hidden" });
  assert.match((await page.getByRole("banner").textContent()) ?? "", /40[.,]00/);
  assert.deepEqual(await englishLeft(), []);
});

test("what the account prefers is spoken on another device, after one load of its own", async () => {
  await page.goto(`${system.url}/account`);
  await page.getByLabel(es("Language, figures and dates")).first().click();
  await page.getByRole("option", { name: /México/ }).click();
  const preferences = () => send<{ locale?: string }>("GET", "/api/auth/me/preferences");
  await page.waitForFunction(() => document.querySelector("form, section") !== null);
  await until("the preference is saved", async () => (await preferences()).locale === "es-MX");
  const other = await openPage();
  await heading("Sign in", other).waitFor();
  let loads = 0;
  other.on("load", () => {
    loads += 1;
  });
  await other.getByLabel("E-mail").fill(system.adminEmail);
  await other.getByLabel("Password", { exact: true }).fill(system.adminPassword);
  await other.getByRole("button", { name: "Sign in" }).click();
  await heading("Usuarios", other).waitFor();
  assert.deepEqual(await html(other), { lang: "es", dir: "ltr" });
  assert.equal(loads, 1);
  await other.context().close();
});

test("where the browser refuses its storage, the pages stay as they are and nothing breaks", async () => {
  const context = await browser.newContext({ viewport: wide });
  const refused = await context.newPage();
  faults.push(...watchForFaults(refused));
  await refused.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get: () => {
        throw new DOMException("refused", "SecurityError");
      },
    });
  });
  await refused.goto(system.url);
  await refused.getByRole("button", { name: "Español", exact: true }).click();
  await signIn((english) => english, refused);
  assert.deepEqual(await html(refused), { lang: "en", dir: "ltr" });
  await context.close();
});

test("the account can choose Arabic, which runs from right to left on every width", async () => {
  await page.getByLabel(es("Language, figures and dates")).first().click();
  await page.getByRole("option", { name: /العربية/ }).click();
  await heading(ar("Your account")).waitFor();
  assert.deepEqual(await html(), { lang: "ar", dir: "rtl" });
  const patient = await send<Patient>("POST", "/api/patients", {
    body: { firstName: "Ana", lastName: `Rey${randomUUID().replaceAll(/[^a-f]/g, "")}x`, dateOfBirth: "1961-03-04" },
  });
  for (const [name, path] of [
    ["account", "/account"],
    ["today", "/today"],
    ["record", `/patients/${patient.id}`],
  ] as const) {
    await page.goto(system.url + path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    for (const size of [phone, wide]) {
      await page.setViewportSize(size);
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(beyond, 0, `${name} scrolls sideways at ${size.width}`);
      await picture(`ar-${name}-${size.width}`);
    }
    await assertAccessible(page, `${name} in Arabic`);
  }
});

test("in Arabic a drawer opens from the left", async () => {
  await page.keyboard.press("p");
  const drawer = page.getByRole("dialog");
  await drawer.waitFor();
  const box = await drawer.boundingBox();
  assert.ok(box && box.x < 1 && box.width < wide.width / 2, `the drawer lies at ${JSON.stringify(box)}`);
  await picture("ar-drawer");
});

test("no page threw an error or was stopped by its content security policy", () => {
  assert.deepEqual(faults, []);
});
