/** What is measured: requests as a client of the public API makes them. */
import { randomUUID } from "node:crypto";
import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import { signIn } from "../local/src/api-client.ts";
import type { LocalSystem } from "../local/src/start-system.ts";
import type { LoadRequest } from "./load.ts";

const families = [
  "Ruiz",
  "Schmidt",
  "O'Connor",
  "Ñandú",
  "Nguyen",
  "Mosciski",
  "Okafor",
  "Ivanova",
  "Tanaka",
  "Haddad",
];
const given = ["Ana", "John", "Maynard", "Siân", "Li", "Fatima", "Noah", "Emma", "Olu", "Mei"];

export function patientBody(index: number) {
  return {
    firstName: `${given[index % 10]}${index % 97}`,
    lastName: `${families[Math.floor(index / 10) % 10]}${index % 1009}`,
    dateOfBirth: `19${String(30 + (index % 70)).padStart(2, "0")}-0${1 + (index % 9)}-1${index % 10}`,
    sex: index % 2 ? ("female" as const) : ("male" as const),
    address: { street: `${index} Main St`, city: "Los Angeles", state: "CA", zipCode: "90001" },
    phoneNumber: `555-${String(index % 1000).padStart(3, "0")}-${String(index % 10_000).padStart(4, "0")}`,
    email: `patient${index}@example.com`,
  };
}

let created = 0;
export function createPatientRequest(authorization: string): LoadRequest {
  created += 1;
  const headers = { authorization, "content-type": "application/json", "idempotency-key": randomUUID() };
  return { method: "POST", path: "/api/patients", headers, body: JSON.stringify(patientBody(created)) };
}

function administrator(system: LocalSystem) {
  if (!system.admin) throw new Error("The bench needs a fresh system");
  return system.admin;
}

/**
 * A fresh token (they live five minutes), and how many bytes the answers have that the bare proxy
 * is to answer with.
 */
export async function signInForBench(system: LocalSystem, ids: readonly string[]) {
  const login = await fetch(new URL("/api/auth/login", system.url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(administrator(system)),
  });
  const { accessToken }: { accessToken: string } = await login.json();
  const authorization = `Bearer ${accessToken}`;
  const size = async (path: string): Promise<number> =>
    (await (await fetch(new URL(path, system.url), { headers: { authorization } })).text()).length;
  return {
    authorization,
    answerBytes: { read: await size(`/api/patients/${ids[0]}`), list: await size("/api/patients") },
  };
}

/**
 * Registers patients through the batch endpoint, four batches at a time, and waits until analytics
 * have counted them.
 */
export async function importPatients(system: LocalSystem, count: number) {
  const { email, password } = administrator(system);
  const api = await signIn(system.url, email, password);
  const ids: string[] = [];
  const batchSize = 500;
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (next < count) {
        const from = next;
        next += batchSize;
        const patients = Array.from({ length: Math.min(batchSize, count - from) }, (_, n) => ({
          ...patientBody(from + n),
          identifiers: [{ system: "bench", value: String(from + n) }],
        }));
        const { results } = await api.post<PatientBatchResult>("/api/patients/batches", { patients });
        for (const { id, outcome } of results) if (id && outcome === "created") ids.push(id);
      }
    }),
  );
  const perSecond = ids.length / ((performance.now() - began) / 1_000);
  const importedAtMs = performance.now();
  for (;;) {
    const { rows } = await api.get<{ rows: { count: number }[] }>(
      "/api/analytics/reports/registrations?granularity=year",
    );
    if (rows.reduce((sum, row) => sum + row.count, 0) >= ids.length) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { ids, perSecond, eventsCaughtUpSeconds: (performance.now() - importedAtMs) / 1_000 };
}
