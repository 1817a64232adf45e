/**
 * What it costs a list or a search to leave in the audit whom it showed: `npx node
 * bench/audit-of-lists.ts` prints the CPU that one audit event takes to be made and encoded, by how
 * many patients it names.
 */
import { randomUUIDv7 } from "node:crypto";
import { auditMessage } from "@pms/kit/audit/audit";

const actor = { id: randomUUIDv7(), sessionId: randomUUIDv7(), facilities: "all" as const };
const context = { actor, requestId: "r", sourceAddress: "" };
const facilityIds = [randomUUIDv7(), randomUUIDv7()];
const rounds = 7;
const eventsOfRound = 20_000;

function microsecondsOf(count: number): { micros: number; bytes: number } {
  const shown = Array.from({ length: count }, (_, at) => ({
    patientId: randomUUIDv7(),
    facilityId: facilityIds[at % 2] ?? "",
  }));
  const facts = { action: "patient.search", resourceType: "patient", details: { count: String(count) }, shown };
  const seen: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    for (let event = 0; event < eventsOfRound; event++) bytes = auditMessage("patient", context, facts).payload.length;
    const { user, system } = process.cpuUsage(before);
    seen.push((user + system) / eventsOfRound);
  }
  return { micros: Math.min(...seen), bytes };
}

for (const count of [0, 20, 50, 200]) {
  const { micros, bytes } = microsecondsOf(count);
  console.log(`${count} patients: ${micros.toFixed(1)} µs, ${bytes} bytes`);
}
