/** Jars from Maven Central, in a cache outside of the project. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type MavenArtifact = { groupId: string; artifactId: string; version: string };
/** `name` says what it is to people, and `folder` where it lies in the cache. */
export type JarSet = { name: string; folder: string; artifacts: readonly MavenArtifact[]; otherwise: string };

/** Where the jars are, or will be: in `PMS_CACHE_DIR`, else in `~/.cache/pms`. */
function jarsDirectory({ folder }: Pick<JarSet, "folder">): string {
  return join(process.env.PMS_CACHE_DIR ?? join(homedir(), ".cache", "pms"), folder);
}

export async function hasJava(): Promise<boolean> {
  return succeeds("java", ["-version"]);
}

/**
 * Answers the directory of the jars and of what they need, after fetching them with Maven when they
 * are not there.
 */
export async function getJars(set: JarSet): Promise<string> {
  const directory = jarsDirectory(set);
  if (existsSync(directory)) return directory;
  if (!(await succeeds("mvn", ["--version"]))) {
    throw new Error(
      `${set.name} is not in ${directory}, and Maven, which would fetch it, is not installed: ${set.otherwise}`,
    );
  }
  await mkdir(join(directory, ".."), { recursive: true });
  // A complete directory appears at once under its name, also when two processes do this.
  const temporary = await mkdtemp(`${directory}-`);
  try {
    await writeFile(join(temporary, "pom.xml"), pomOf(set.artifacts));
    await run("mvn", [
      "--batch-mode",
      "--quiet",
      "--file",
      join(temporary, "pom.xml"),
      "dependency:copy-dependencies",
      "-DincludeScope=runtime",
      `-DoutputDirectory=${join(temporary, "jars")}`,
    ]);
    await rename(join(temporary, "jars"), directory).catch((error) => {
      if (!existsSync(directory)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return directory;
}

const pomOf = (artifacts: readonly MavenArtifact[]) => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>pms</groupId>
  <artifactId>jars</artifactId>
  <version>1</version>
  <dependencies>
${artifacts
  .map(
    ({ groupId, artifactId, version }) =>
      `    <dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version></dependency>`,
  )
  .join("\n")}
  </dependencies>
</project>
`;

async function succeeds(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
