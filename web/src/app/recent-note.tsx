import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { noteRecentPatient } from "../lib/recent-patients.ts";
import { patientById } from "../patient/queries.ts";

/** Remembers whose record was opened. It reads nothing: the record does. */
export function RecentNote({ patientId }: { patientId: string }) {
  const { data } = useQuery({ ...patientById(patientId), enabled: false });
  useEffect(() => {
    if (data) noteRecentPatient(data);
  }, [data]);
  return null;
}
