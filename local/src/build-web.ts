/** Builds the web UI when it has not been built, or is older than its sources. */
import { spawn } from "node:child_process";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** @returns the folder to serve. Rejects when the signal ends the build. */
export async function buildWeb(root: string, say: (line: string) => void, signal?: AbortSignal): Promise<string> {
  const output = join(root, "web", "dist");
  const sources = [
    ...["web/src", "web/public", "web/index.html", "web/package.json", "web/vite.config.ts"],
    "packages/contracts/src",
  ];
  const newest = Math.max(...(await Promise.all(sources.map((path) => newestChange(join(root, path))))));
  const built = await stat(join(output, "index.html")).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (built > newest) return output;
  say("Building the web UI (once) …");
  // Renamed when it is whole: a build that was interrupted is none.
  const unfinished = join(root, "web", `.unfinished-${process.pid}`);
  try {
    await run(root, join(unfinished, "dist"), signal);
    await rm(output, { recursive: true, force: true });
    await rename(join(unfinished, "dist"), output).catch((error: NodeJS.ErrnoException) => {
      // Another start has just put its own there.
      if (error.code !== "ENOTEMPTY") throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true, maxRetries: 5 });
  }
  return output;
}

async function newestChange(path: string): Promise<number> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  const children = await readdir(path);
  return Math.max(0, ...(await Promise.all(children.map((child) => newestChange(join(path, child))))));
}

/**
 * Into a folder of its own, so that two at once are in nobody's way, and Vite need not lock one of
 * them out.
 */
function run(root: string, output: string, signal: AbortSignal | undefined): Promise<void> {
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const child = spawn(process.execPath, [vite, "build", "--logLevel", "warn", "--bypass-lock", "--outDir", output], {
    cwd: join(root, "web"),
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
    ...(signal && { signal }),
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`The web UI could not be built:\n${said.slice(-4000)}`)),
    );
  });
}
