import { useQuery } from "@tanstack/react-query";
import { RecordLayout } from "../features/record/record-layout.tsx";
import { isOutOfReach } from "../lib/problem.ts";
import { patientById } from "../patient/queries.ts";
import { NotFound } from "./not-found.tsx";
import { useRecordId } from "./use-record-id.ts";

/** A record, or in its place what is said of one that is missing or out of reach. */
export function RecordFrame() {
  const id = useRecordId();
  const { error } = useQuery({ ...patientById(id ?? ""), enabled: id !== undefined });
  return id === undefined || isOutOfReach(error) ? <NotFound /> : <RecordLayout />;
}
