/** A Chromium to look at the pages with, and what every page must satisfy. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const fromTools = createRequire(new URL("../../tools/package.json", import.meta.url));
const { chromium } = fromTools("playwright-core") as typeof import("../../tools/node_modules/playwright-core/index.js");
const { AxeBuilder } = fromTools(
  "@axe-core/playwright",
) as typeof import("../../tools/node_modules/@axe-core/playwright/dist/index.js");

export type Browser = Awaited<ReturnType<typeof chromium.launch>>;
export type Page = Awaited<ReturnType<Browser["newPage"]>>;
export type Response = NonNullable<Awaited<ReturnType<Page["goto"]>>>;
export type Route = Parameters<Parameters<Page["route"]>[1]>[0];

/** Debian's, the first that is there. The shell draws for nobody, which takes half of the processor's time. */
const chromiums = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** Debian's Chromium, or the one that `CHROMIUM` names. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? chromiums.find((path) => existsSync(path)) ?? "chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Collects what no page may do: throw, or be stopped by its own content security policy. */
export function watchForFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (/content security policy/i.test(message.text())) faults.push(message.text());
  });
  return faults;
}

/** No finding of axe at all, whatever its weight, and no violation by IBM's engine. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  // The constructor takes the page by its structure; both packages bring their own copy of its
  // type.
  const { violations } = await new AxeBuilder({ page }).analyze();
  const findings = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  assert.deepEqual(findings, [], `axe on ${where}`);
  assert.deepEqual(await ibmViolations(page), [], `IBM accessibility-checker on ${where}`);
}

const ibmEngine = readFileSync(fromTools.resolve("accessibility-checker-engine/ace-window.js"), "utf8");
type IbmFinding = {
  ruleId: string;
  value: [category: string, result: string];
  snippet: string;
  message: string;
  path: { dom: string };
};
type IbmWindow = {
  ace?: { Checker: new () => { check(on: unknown, rules: string[]): Promise<{ results: IbmFinding[] }> } };
};

/**
 * By WCAG 2.2 A and AA and IBM's requirements; what a person would have to judge is left out. The
 * engine overlooks the headers of tables that are cards on a phone: where they are there for a
 * screen reader, its finding is none.
 */
async function ibmViolations(page: Page): Promise<string[]> {
  if (await page.evaluate(() => (globalThis as IbmWindow).ace === undefined)) await page.evaluate(ibmEngine);
  return page.evaluate(async () => {
    const { ace } = globalThis as IbmWindow;
    if (!ace) return ["the engine is not there"];
    const { results } = await new ace.Checker().check(document, ["IBM_Accessibility"]);
    const hasHeaders = ({ path }: IbmFinding) => {
      const found = document.evaluate(path.dom, document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue;
      const headers = found instanceof HTMLElement ? [...found.querySelectorAll("thead th[scope=col]")] : [];
      return headers.some((header) => header.checkVisibility({ visibilityProperty: true }));
    };
    return results
      .filter(({ value: [category, result] }) => category === "VIOLATION" && result === "FAIL")
      .filter((finding) => finding.ruleId !== "table_headers_exists" || !hasHeaders(finding))
      .map(({ ruleId, message, snippet }) => `${ruleId}: ${message} ${snippet.slice(0, 200)}`);
  });
}

/** Fills in the sign-in page; what comes after it is for the caller to wait for. */
export async function signIn(on: Page, email: string, password: string): Promise<void> {
  await on.getByLabel("E-mail").fill(email);
  await on.getByLabel("Password", { exact: true }).fill(password);
  await on.getByRole("button", { name: "Sign in" }).click();
}
