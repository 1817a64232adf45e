/** Apache Kafka's jars, from Maven Central into a cache outside of the project. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const kafkaVersion = "4.4.0";

/** Where the jars are, or will be: `PMS_CACHE_DIR`, else `~/.cache/pms`. */
export function kafkaJarsDirectory(): string {
  return join(process.env.PMS_CACHE_DIR ?? join(homedir(), ".cache", "pms"), `kafka-${kafkaVersion}`);
}

function hasKafkaJars(): boolean {
  return existsSync(kafkaJarsDirectory());
}

export async function hasJava(): Promise<boolean> {
  return succeeds("java", ["-version"]);
}

/** Answers the directory of the jars, after fetching them with Maven when they are not there. */
export async function getKafkaJars(): Promise<string> {
  const directory = kafkaJarsDirectory();
  if (hasKafkaJars()) return directory;
  if (!(await succeeds("mvn", ["--version"]))) {
    throw new Error(
      `Apache Kafka ${kafkaVersion} is not in ${directory}, and Maven, which would fetch it, is not installed: ` +
        "install Maven (mvn), or name a running broker in KAFKA_BROKERS",
    );
  }
  await mkdir(join(directory, ".."), { recursive: true });
  // A complete directory appears at once under its name, also when two processes do this.
  const temporary = await mkdtemp(`${directory}-`);
  try {
    await writeFile(join(temporary, "pom.xml"), pom);
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
      if (!hasKafkaJars()) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return directory;
}

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>pms</groupId>
  <artifactId>kafka-jars</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${kafkaVersion}</version>
    </dependency>
    <dependency>
      <!-- without it the broker's log is silent -->
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>2.25.5</version>
    </dependency>
  </dependencies>
</project>
`;

async function succeeds(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
