/** Generates the proto code into a scratch folder and compares it with what is committed. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "generated-"));
try {
  cpSync(join(root, "proto"), join(scratch, "proto"), { recursive: true });
  symlinkSync(join(root, "tools"), join(scratch, "tools"));
  const buf = join(root, "tools", "node_modules", ".bin", "buf");
  if (spawnSync(buf, ["generate"], { cwd: join(scratch, "proto"), stdio: "inherit" }).status !== 0) process.exit(1);
  const generated = join(scratch, "packages", "contracts", "src", "gen");
  const { status } = spawnSync("diff", ["-r", generated, join(root, "packages", "contracts", "src", "gen")], {
    stdio: "inherit",
  });
  if (status !== 0) console.error("Run `npm run generate` and commit what it writes.");
  process.exitCode = status === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
