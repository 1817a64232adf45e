/**
 * `npx node bench/desk.ts [--patients 100000 --texts 40 --loads 5]`: what whoever sits at the desk
 * waits for. The code of the first load, how soon each main page stands and how much it moves, and
 * from a key in the search to the rows of what is typed, beside a bare request of the same browser.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readCommandLine } from "../local/src/command-line.ts";
import { startSystem } from "../local/src/start-system.ts";
import { launchBrowser, type Page, signIn } from "../test/browser/browser.ts";
import { paintOf, watchPaint } from "../test/browser/pages-seen.ts";
import { searchRequests } from "./search-requests.ts";

const { values: flags } = readCommandLine("npx node bench/desk.ts [--patients 100000 --texts 40 --loads 5]", {
  options: {
    patients: { type: "string", default: "100000" },
    texts: { type: "string", default: "40" },
    loads: { type: "string", default: "5" },
  },
});
const keyMs = 150;
const admin = { email: "bench@clinic.example", password: "a pass phrase for the bench" };

const sorted = (values: number[]) => values.toSorted((a, b) => a - b);
const share = (values: number[], of: number) => sorted(values)[Math.ceil(values.length * of) - 1] ?? Number.NaN;

/** Of the scripts of the sign-in page, in kB of gzip. */
async function firstLoad(page: Page, url: string): Promise<number> {
  const bodies: Promise<number>[] = [];
  page.on("response", (answer) => {
    if (new URL(answer.url()).pathname.endsWith(".js"))
      bodies.push(answer.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  await page.goto(url);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const sizes = await Promise.all(bodies);
  page.removeAllListeners("response");
  return sizes.reduce((sum, bytes) => sum + bytes, 0) / 1_000;
}

async function timePages(page: Page, url: string, ids: readonly string[]): Promise<void> {
  const record = `/patients/${ids[0]}`;
  const paths = ["/today", "/patients", "/patients/new", record, `${record}/ledger`, `${record}/history`];
  for (const path of [...paths, "/billing", "/billing/takings", "/insights", "/audit", "/admin/users"]) {
    const seen = [];
    for (let load = 0; load < Number(flags.loads); load += 1) seen.push(await paintOf(page, url + path));
    const lcp = seen.map(({ lcpMs }) => lcpMs);
    const cls = Math.max(...seen.map((each) => each.cls));
    const shown = path.replace(ids[0] ?? "", "…");
    console.log(
      `${shown.padEnd(24)} LCP median ${share(lcp, 0.5).toFixed(0).padStart(5)} ms, longest ${share(lcp, 1).toFixed(0).padStart(5)} ms, CLS ${cls.toFixed(4)}`,
    );
  }
}

/** From the last key of a text to the frame in which its rows stand. */
function rowsAfter(page: Page, key: string): Promise<number> {
  return page.evaluate(async (last) => {
    const box = document.getElementById("search") as HTMLInputElement;
    const main = document.querySelector("main") ?? document.body;
    const began = performance.now();
    let changed = began;
    const watch = new MutationObserver(() => {
      changed = performance.now();
    });
    watch.observe(main, { childList: true, subtree: true, characterData: true });
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
    set?.call(box, box.value + last);
    box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
    // Until nothing has changed for so long that nothing of this text is on its way any more.
    while (performance.now() - Math.max(changed, began) < 600) await new Promise((resolve) => setTimeout(resolve, 20));
    watch.disconnect();
    return changed - began;
  }, key);
}

/** A request of which nothing is asked but to be answered. */
function bareRequest(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const began = performance.now();
    await (await fetch("/livez", { cache: "no-store" })).text();
    return performance.now() - began;
  });
}

async function timeSearch(page: Page, url: string, typing: () => string[]): Promise<void> {
  await page.goto(`${url}/patients`);
  await page.waitForLoadState("networkidle");
  const box = page.locator("#search");
  const [rows, bare]: [number[], number[]] = [[], []];
  for (let count = 0; count < Number(flags.texts); count += 1) {
    const texts = typing();
    const text = texts[Math.floor(texts.length / 2)] ?? "";
    await box.fill("");
    await box.pressSequentially(text.slice(0, -1), { delay: keyMs });
    const tookMs = await rowsAfter(page, text.slice(-1));
    if (tookMs > 0) rows.push(tookMs);
    bare.push(await bareRequest(page));
  }
  const [p50, p95, bare95] = [share(rows, 0.5), share(rows, 0.95), share(bare, 0.95)];
  console.log(
    `key to rows among ${flags.patients} patients, ${rows.length} texts: p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms; ` +
      `bare request p95 ${bare95.toFixed(1)} ms, ratio ${(p95 / bare95).toFixed(1)}`,
  );
}

const dataDirectory = mkdtempSync(join(tmpdir(), "pms-desk-"));
const system = await startSystem({
  dataDirectory,
  port: 0,
  web: true,
  environment: { RATE_LIMITS: "off", PMS_ADMIN_EMAIL: admin.email, PMS_ADMIN_PASSWORD: admin.password },
  say: () => {},
});
const browser = await launchBrowser();
try {
  const searches = await searchRequests(system, Number(flags.patients));
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  console.log(`first load: ${(await firstLoad(page, system.url)).toFixed(1)} kB of JavaScript, gzip`);
  await signIn(page, admin.email, admin.password);
  await page.waitForURL((address) => address.pathname !== "/sign-in");
  await watchPaint(page);
  await timePages(
    page,
    system.url,
    searches.people.map(({ id }) => id),
  );
  await timeSearch(page, system.url, () => searches.typing());
} finally {
  await browser.close();
  await system.stop();
  rmSync(dataDirectory, { recursive: true, force: true });
}
