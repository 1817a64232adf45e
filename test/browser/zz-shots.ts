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

installTools();
// What it needs may just have been installed.
const { launchBrowser, signIn } = await import("./browser.ts");

const root = resolve(import.meta.dirname, "../..");
const target = resolve(process.argv[2] ?? join(root, "screenshots"));
const widths = [1440, 900, 390];
const schemes = ["light", "dark"] as const;
/** By whom a page is best seen; `:id` is the first patient of their list. */
const pages: Readonly<Record<string, readonly string[]>> = { biller: ["/billing", "/billing/trial-balance"], 
};

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
          await page.goto(url + path.replace(":id", id));
          await page.waitForLoadState("networkidle");
          if (path.endsWith("trial-balance")) { await page.getByRole("button", { name: "Check now" }).click(); await page.getByText("The ledger is").first().waitFor(); }
          const name = `${role}${path.replaceAll("/", "-").replace(":id", "record")}`;
          await page.screenshot({ path: join(target, `${name}-${width}-${colorScheme}.png`), fullPage: true });
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

async function firstPatient(page: Awaited<ReturnType<Awaited<ReturnType<typeof launchBrowser>>["newPage"]>>) {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().includes("/api/patients?") && response.ok()),
    page.goto(new URL("/patients", page.url()).href),
  ]);
  const { data: found } = await answer.json();
  return found[0].id as string;
}
