/** The proto files may not break those of the newest release tag, or, before the first release, of the commit that `main` had. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const git = (...args: string[]): string | undefined => {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() || undefined : undefined;
};

/** What is compared with: a release is a promise; without one, the first commit of the day's work is a fair guess. */
const baseline =
  process.env.BUF_BASELINE ?? git("describe", "--tags", "--abbrev=0", "--match", "v*") ?? git("rev-parse", "HEAD~1");
if (!baseline || git("rev-parse", "--verify", "--quiet", `${baseline}:proto/buf.yaml`) === undefined) {
  console.log("There is nothing to compare the proto files with yet.");
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), "proto-baseline-"));
try {
  const archive = join(folder, "proto.tar");
  if (spawnSync("git", ["archive", "-o", archive, `${baseline}:proto`], { cwd: root, stdio: "inherit" }).status !== 0)
    process.exit(1);
  console.log(`comparing with ${baseline.slice(0, 12)}`);
  const buf = join(root, "tools", "node_modules", ".bin", "buf");
  process.exitCode =
    spawnSync(buf, ["breaking", "--against", `${archive}#format=tar`], { cwd: join(root, "proto"), stdio: "inherit" })
      .status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
