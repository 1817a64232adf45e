/**
 * `npx node bench/claims.ts`: what one thing may cost beside another, as ratios of CPU time within
 * this process; ends with 1 when one does not hold. Apart from the tests, as nothing else should
 * run on the machine meanwhile.
 */
import { PatientPatch, PatientWrite, recordMaxBytes } from "@pms/contracts/patients/record";
import { createServer } from "@pms/kit/http/server";
import { createLogger } from "@pms/kit/observe/log";
import { createMetrics } from "@pms/kit/observe/metrics";
import { hostileBodies } from "@pms/kit/testing/hostile-bodies";
import { createTestTrust } from "@pms/kit/testing/tokens";
import { createPasswordHasher } from "../services/auth/src/factors/password-hasher.ts";

const failed: string[] = [];

/**
 * Microseconds of CPU for one: the least of some rounds, as others on the machine only add to it.
 */
async function cpuOf(rounds: number, times: number, work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i += 1) await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / times);
  }
  return least;
}

function claim(name: string, ratio: number, most: number): void {
  const holds = ratio < most;
  console.log(`${holds ? "holds" : "FAILS"}  ${ratio.toFixed(2).padStart(6)} of at most ${most}  ${name}`);
  if (!holds) failed.push(name);
}

/** No body that is refused costs more than three times a good one of its size (REL-8). */
async function refusedBodies(): Promise<void> {
  const { verifier } = await createTestTrust();
  const [logger, metrics] = [createLogger("bench", "silent"), createMetrics("bench")];
  const app = await createServer({ title: "Bench", logger, metrics, verifier });
  const config = { access: { public: true as const } };
  const taken = async () => ({ taken: true });
  app.post("/records", { config, bodyLimit: recordMaxBytes, schema: { body: PatientWrite } }, taken);
  app.patch("/records", { config, bodyLimit: recordMaxBytes, schema: { body: PatientPatch } }, taken);
  const full = JSON.stringify(fullRecord);
  for (const method of ["POST", "PATCH"] as const) {
    const cost = (payload: string) =>
      cpuOf(6, 15, () =>
        app.inject({ method, url: "/records", headers: { "content-type": "application/json" }, payload }),
      );
    const accepted = await cost(full);
    for (const [name, make] of Object.entries(hostileBodies))
      claim(`${method}, a refused body: ${name}`, (await cost(make(full.length))) / accepted, 3);
  }
  await app.close();
}

/** A log-in to an account that does not exist costs the same work as one that does (PW-4). */
async function unknownAccounts(): Promise<void> {
  const turn = { lane: "strangers", caller: "192.0.2.1" } as const;
  const hasher = await createPasswordHasher({ memoryKib: 19_456, passes: 2 }, () => {});
  const known = await hasher.hash("some password of ours", turn);
  const cost = (passwordHash: string | null) =>
    cpuOf(5, 1, () => hasher.inTurn((check) => check(passwordHash), "a wrong password", turn));
  const [unknown, wrong] = [await cost(null), await cost(known)];
  claim("a log-in to an unknown account", Math.max(unknown, wrong) / Math.min(unknown, wrong), 2);
}

/** As much as a record may hold. */
const contact = { name: "N".repeat(200), relationship: "r".repeat(100), phoneNumber: "5".repeat(50), guarantor: true };
const coverage = { payer: "p".repeat(200), memberId: "m".repeat(100), plan: "l".repeat(200), rank: 1 };
const fullRecord = {
  firstName: "F".repeat(100),
  lastName: "L".repeat(100),
  dateOfBirth: "1990-01-01",
  contacts: Array.from({ length: 20 }, () => contact),
  coverages: Array.from({ length: 20 }, () => coverage),
  identifiers: Array.from({ length: 20 }, () => ({ system: "s".repeat(200), value: "v".repeat(200) })),
};

await refusedBodies();
await unknownAccounts();
process.exit(failed.length === 0 ? 0 : 1);
