/**
 * Judges from elsewhere: veraPDF says whether what billing prints is PDF/UA-1, poppler what it says.
 * Both need what CI installs; without it these tests say that they did not run.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getJars, hasJava } from "@pms/embedded/maven-jars";
import { openTypeset } from "../../services/billing/src/documents/typeset.ts";
import { documents, logo } from "./documents.ts";

const run = promisify(execFile);
const required = process.env.PMS_JUDGES_REQUIRED === "1";
const has = (command: string, flag: string) =>
  run(command, [flag]).then(
    () => true,
    () => false,
  );
/** Said loudly, as of the suites that need a broker. */
function skip(missing: string, there: boolean): string | false {
  if (there || required) return false;
  process.stderr.write(`\n*** A JUDGE OF WHAT IS PRINTED DID NOT RUN: there is no ${missing} here ***\n\n`);
  return `there is no ${missing}`;
}

const directory = await mkdtemp(join(tmpdir(), "pms-judges-"));
after(() => rm(directory, { recursive: true, force: true }));
const typeset = openTypeset({ paper: "us-letter", logo: "logo.svg" }, () => Buffer.from(logo));
const set = await Promise.all(
  documents.map(async ({ name, document, words }) => {
    const { pdf, conformant } = typeset(document);
    const file = join(directory, `${name}.pdf`);
    await writeFile(file, pdf);
    return { name, file, words, conformant };
  }),
);

const veraPdf = {
  name: "veraPDF",
  folder: "verapdf-1.28.2",
  artifacts: [{ groupId: "org.verapdf", artifactId: "validation-model", version: "1.28.2" }],
  otherwise: "install Maven (mvn)",
};
const judge = fileURLToPath(new URL("ValidatePdf.java", import.meta.url));

async function validate(files: readonly string[]): Promise<string[][]> {
  const jars = await getJars(veraPdf);
  const { stdout } = await run("java", ["-cp", join(jars, "*"), judge, ...files], { maxBuffer: 64 * 1024 * 1024 });
  return stdout
    .split(/^(?=checked )/m)
    .filter((part) => part.startsWith("checked "))
    .map((part) => part.trim().split("\n"));
}

test("veraPDF finds no failure of PDF/UA-1 in what billing prints", {
  skip: skip("Java and Maven", (await hasJava()) && (await has("mvn", "--version"))),
}, async () => {
  // One that is tagged and no more, so that a judge who passes everything is found out.
  const untitled = join(directory, "untitled.pdf");
  const [first] = set;
  assert.ok(first);
  const bytes = (await readFile(first.file)).toString("latin1");
  await writeFile(untitled, Buffer.from(bytes.replace("/DisplayDocTitle true", "/DisplayDocTitle null"), "latin1"));
  const verdicts = await validate([...set.map(({ file }) => file), untitled]);
  assert.equal(verdicts.length, set.length + 1);
  const spoilt = verdicts.pop() ?? [];
  assert.match(spoilt[0] ?? "", /compliant false/, "the judge can fail one");
  for (const [index, { name, conformant }] of set.entries()) {
    const [verdict = "", ...failures] = verdicts[index] ?? [];
    assert.ok(conformant, name);
    assert.match(verdict, /^checked [1-9]\d{2,} compliant true$/, name);
    assert.deepEqual(failures, [], name);
  }
});

test("poppler reads the words that were set, in every script", {
  skip: skip("pdftotext", await has("pdftotext", "-v")),
}, async () => {
  for (const { name, file, words } of set) {
    const { stdout } = await run("pdftotext", ["-layout", file, "-"]);
    // The marks that a terminal turns lines by.
    const text = stdout.replaceAll(/[\u200e\u200f\u202a-\u202e]/g, "");
    for (const word of words) assert.ok(text.includes(word), `${name}: ${word} in ${text}`);
  }
});
