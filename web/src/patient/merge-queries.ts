/** Reads of merges, and the two acts: begin one, undo one. */
import type { FieldChoices, MergePreview, PatientMerge } from "@pms/contracts/patients/merging";
import type { Patient } from "@pms/contracts/patients/patient";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { call } from "../lib/api.ts";
import { ApiError } from "../lib/problem.ts";

const pollMs = 300;

type Of = Pick<Patient, "id" | "version">;

/** What a merge would do. A record that was changed meanwhile is read anew: the preview is of today. */
export function mergePreview(survivor: Of, merged: Of) {
  return queryOptions({
    queryKey: ["merges", "preview", survivor.id, merged.id],
    queryFn: async ({ signal }): Promise<MergePreview> => {
      const ask = (version: number) =>
        call("POST", "/api/patients/{id}/merge", {
          path: { id: survivor.id },
          body: { mergedId: merged.id, dryRun: true },
          version,
          signal,
        }) as Promise<MergePreview>;
      try {
        return await ask(survivor.version);
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 412)) throw error;
        const { version } = await call("GET", "/api/patients/{id}", { path: { id: survivor.id }, signal });
        return ask(version);
      }
    },
    // Each reading is an entry of the audit log, and what is confirmed is what was seen.
    staleTime: 0,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

export type MergeAsked = { preview: MergePreview; reason: string; fields: FieldChoices; key: string };

/** Begins exactly what was previewed: 412 where one of the records was changed meanwhile. */
export async function beginMerge({ preview, reason, fields, key }: MergeAsked): Promise<string> {
  const { survivor, merged } = preview;
  const answer = await call("POST", "/api/patients/{id}/merge", {
    path: { id: survivor.id },
    body: { mergedId: merged.id, mergedVersion: merged.version, reason, fields },
    version: survivor.version,
    key,
  });
  return (answer as Pick<PatientMerge, "id">).id;
}

const isUnderWay = (merge: PatientMerge | undefined) =>
  merge === undefined || merge.status === "running" || merge.status === "undoing";

/** A merge, asked about until it has come to its end. */
export function useMerge(id: string) {
  const query = useQuery({
    queryKey: ["merges", id],
    queryFn: ({ signal }) => call("GET", "/api/patients/merges/{id}", { path: { id }, signal }),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? pollMs : false),
    staleTime: 0,
  });
  return { merge: query.data, underWay: isUnderWay(query.data), error: query.error };
}

/** The merge by which this record came to point to another. */
export function mergeOf(patientId: string) {
  return queryOptions({
    queryKey: ["merges", "of", patientId],
    queryFn: async ({ signal }) => {
      const { data } = await call("GET", "/api/patients/merges", { query: { patientId, limit: 50 }, signal });
      const isIts = ({ mergedId, status }: PatientMerge) =>
        mergedId === patientId && (status === "done" || status === "undoing");
      return data.find(isIts) ?? null;
    },
    refetchOnWindowFocus: false,
  });
}
