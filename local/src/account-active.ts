import { setTimeout as sleep } from "node:timers/promises";
import type { Patient } from "@pms/contracts/patients/patient";
import type { ApiClient } from "./api-client.ts";

const attemptsMax = 120;
const pauseMs = 500;

/**
 * The account of a patient opens shortly after a hiccup of billing; postings have to wait for it.
 * Throws after a minute.
 */
export async function accountActive(api: Pick<ApiClient, "get">, patientId: string): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const { billing } = await api.get<Patient>(`/api/patients/${patientId}`);
    if (billing.status === "active") return;
    await sleep(pauseMs);
  }
  throw new Error("A billing account did not open within a minute. Run it again when billing is back.");
}
