/**
 * `npm run check`: types, lint, unused code, contracts. Installs the development tools first (they
 * are kept apart from the product).
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installTools, tools } from "../local/src/install-tools.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const tool = (path: string) => `${tools}/node_modules/${path}`;

type Step = { name: string; command: string; args: string[]; cwd?: string };

function run({ name, command, args, cwd = root }: Step): boolean {
  console.log(`\n── ${name}`);
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: "inherit",
    env: { ...process.env, PATH: `${tools}/node_modules/.bin:${process.env.PATH}` },
  });
  if (error) console.error(error.message);
  return status === 0;
}

installTools();
const node = process.execPath;
const steps: Step[] = [
  { name: "types", command: node, args: [tool("typescript7/bin/tsc"), "-p", root, "--noEmit"] },
  { name: "lint and format", command: node, args: [tool("@biomejs/biome/bin/biome"), "check", "."] },
  { name: "unused files, exports and dependencies", command: node, args: [tool("knip/bin/knip.js")] },
  { name: "buf lint", command: tool(".bin/buf"), args: ["lint"], cwd: `${root}proto` },
  {
    name: "buf breaking",
    command: tool(".bin/buf"),
    args: ["breaking", "--against", "baseline.binpb"],
    cwd: `${root}proto`,
  },
  { name: "generated code is what the sources say", command: node, args: [`${root}test/generated.ts`] },
];
const failed = steps.filter((step) => !run(step)).map(({ name }) => name);
console.log(failed.length === 0 ? "\nAll checks passed." : `\nFailed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
