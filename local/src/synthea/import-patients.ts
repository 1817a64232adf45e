import type { Facility } from "@pms/contracts/auth/facilities";
import type { Problem } from "@pms/contracts/http/common";
import type { PatientBatchResult } from "@pms/contracts/patients/batches";
import { accountActive } from "../account-active.ts";
import type { ApiClient } from "../api-client.ts";
import { inLanes } from "../lanes.ts";
import type { RowFault } from "./csv-rows.ts";
import { errorsOf, type ImportReport, type LeftOut } from "./import-report.ts";
import { inHalves } from "./in-halves.ts";
import { patientColumn, patientsFile, readPatients, type SourcePatient } from "./read-patients.ts";

export type PatientOptions = {
  facilities: readonly Pick<Facility, "id" | "name">[];
  /** Of patients of whom the export names none. */
  facilityId?: string;
  say: (progress: string) => void;
};

const patientsPerBatch = 200;

/**
 * Registers them in batches; answers their ids in the system, and who was refused, by their ids in
 * the export.
 */
export async function importPatients(
  api: ApiClient,
  directory: string,
  report: ImportReport,
  onFault: (fault: RowFault) => void,
  options: PatientOptions,
): Promise<{ ids: Map<string, string>; refused: Map<string, LeftOut> }> {
  const ids = new Map<string, string>();
  const refused = new Map<string, LeftOut>();
  const onRefused = ({ sourceId, line }: Pick<SourcePatient, "sourceId" | "line">) => {
    // A second row of the same patient takes nothing from the first.
    if (!ids.has(sourceId)) refused.set(sourceId, { line, rows: 0 });
  };
  const refuse = (patient: SourcePatient, problem: Problem | undefined) => {
    const { line } = patient;
    onRefused(patient);
    for (const { pointer, detail } of errorsOf(problem))
      onFault({ file: patientsFile, line, column: patientColumn(pointer), detail });
  };
  const take = (source: SourcePatient, result: PatientBatchResult["results"][number]) => {
    const { outcome, id, differs = [], problem } = result;
    if (outcome === "refused" || !id) return refuse(source, problem);
    ids.set(source.sourceId, id);
    refused.delete(source.sourceId);
    report.balances.set(id, 0);
    report.patients[outcome] += 1;
    for (const pointer of differs) report.differences.push(difference(source, pointer));
  };
  const post = async (batch: readonly SourcePatient[]) => {
    const results = await postPatients(api, batch, options.facilityId);
    for (const result of results) {
      const source = batch[result.index];
      if (source) take(source, result);
    }
    for (const { id, billing } of results) if (id && billing?.status === "pending") await accountActive(api, id);
    options.say(`patients: ${ids.size.toLocaleString("en")} done`);
  };
  const facilityOf = (named: string) => findFacility(options.facilities, named)?.id;
  await inLanes({
    items: readPatients({ directory, facilityOf, onFault, onRefused }),
    lanes: 3,
    batchSize: patientsPerBatch,
    work: (batch) => inHalves(batch, post, refuse),
  });
  return { ids, refused };
}

async function postPatients(api: ApiClient, batch: readonly SourcePatient[], facilityId: string | undefined) {
  const patients = batch.map(({ body }) => ({ ...(facilityId !== undefined && { facilityId }), ...body }));
  return (await api.post<PatientBatchResult>("/api/patients/batches", { patients })).results;
}

/** By name, in whatever case, or id. */
export function findFacility<Known extends Pick<Facility, "id" | "name">>(
  facilities: readonly Known[],
  named: string,
): Known | undefined {
  const wanted = named.trim().toLowerCase();
  return facilities.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
}

function difference({ line }: SourcePatient, pointer: string): RowFault {
  const detail = "says something else than the record, which was left as it is";
  return { file: patientsFile, line, column: patientColumn(pointer), detail };
}
