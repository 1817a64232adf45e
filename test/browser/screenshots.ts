/**
 * `npm run screenshots [-- DIR]`: every page as the people of the sample clinic see it, in light
 * and dark, at three widths, from a demo that is made for it and removed. For eyes: nothing is
 * judged here.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { installTools } from "../../local/src/install-tools.ts";
import type { Page } from "./browser.ts";

installTools();
// What it needs may just have been installed.
const { launchBrowser, signIn } = await import("./browser.ts");

const root = resolve(import.meta.dirname, "../..");
const target = resolve(process.argv[2] ?? join(root, "screenshots"));
const widths = [1440, 900, 390];
const schemes = ["light", "dark"] as const;
/** By whom a page is best seen; `:id` is the first patient of their list, `:month` the present one. */
const pages: Readonly<Record<string, readonly string[]>> = {
  "front-desk": [
    "/today",
    "/patients",
    "/patients/new",
    "/patients/duplicates",
    "/patients/:id",
    "/patients/:id/ledger",
    "/patients/:id/access",
    "/billing/takings",
  ],
  biller: [
    "/billing",
    "/billing/trial-balance",
    "/patients/:id/ledger",
    "/patients/:id/history",
    "/patients?registeredFrom=:month-01",
    "/insights?report=charges&groupBy=code",
  ],
  clinician: ["/today", "/patients/:id"],
  analyst: ["/insights"],
  manager: ["/insights"],
  auditor: ["/audit"],
  admin: ["/admin/users", "/admin/facilities", "/account", "/nowhere"],
  patient: ["/me", "/me/access", "/patients/:id"],
};
/** What is seen before anybody has signed in. */
const outside = ["/sign-in", "/welcome"];

const data = mkdtempSync(join(tmpdir(), "pms-screenshots-"));
const demo = spawn("npm", ["run", "demo"], {
  cwd: root,
  env: { ...process.env, PMS_DATA_DIR: data, PORT: "0" },
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const url = await addressOf();
  const { users } = JSON.parse(readFileSync(join(data, "demo-users.json"), "utf8"));
  mkdirSync(target, { recursive: true });
  const browser = await launchBrowser();
  for (const colorScheme of schemes)
    for (const width of widths) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      for (const path of outside) await draw(page, { address: url + path, name: `outside${path}`, width, colorScheme });
      await page.close();
    }
  for (const [role, paths] of Object.entries(pages)) {
    const user = users.find((each: { role: string }) => each.role === role);
    for (const colorScheme of schemes)
      for (const width of widths) {
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        await page.goto(url);
        await signIn(page, user.email, user.password);
        await page.waitForURL((address) => address.pathname !== "/sign-in");
        const id = paths.some((path) => path.includes(":id")) ? await firstPatient(page) : "";
        for (const path of paths) {
          const address = url + path.replace(":id", id).replace(":month", new Date().toISOString().slice(0, 7));
          await draw(page, { address, name: role + path, width, colorScheme });
        }
        await page.close();
      }
    process.stdout.write(`${role}: ${paths.length * schemes.length * widths.length} pictures\n`);
  }
  await browser.close();
  process.stdout.write(`They are in ${target}\n`);
} finally {
  demo.kill("SIGTERM");
  await once(demo, "exit");
  rmSync(data, { recursive: true, force: true });
}

type Picture = { address: string; name: string; width: number; colorScheme: string };

async function draw(page: Page, { address, name, width, colorScheme }: Picture): Promise<void> {
  await page.goto(address);
  await page.waitForLoadState("networkidle");
  const file = name
    .replace(":id", "record")
    .replaceAll(/[^a-z0-9]+/gi, "-")
    .replace(/-$/, "");
  await page.screenshot({ path: join(target, `${file}-${width}-${colorScheme}.png`), fullPage: true });
}

/** Once the sample clinic is filled, which is when its people are told. */
async function addressOf(): Promise<string> {
  let address = "";
  for await (const line of createInterface({ input: demo.stdout })) {
    address ||= /ready at (http:\S+)/.exec(line)?.[1] ?? "";
    if (address && line.includes("What to try")) break;
  }
  if (!address) throw new Error("The demo did not start");
  demo.stdout.resume();
  return address;
}

async function firstPatient(page: Page) {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().includes("/api/patients?") && response.ok()),
    page.goto(new URL("/patients", page.url()).href),
  ]);
  const { data: found } = await answer.json();
  return found[0].id as string;
}
