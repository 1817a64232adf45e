import type { Patient } from "@pms/contracts/patients/patient";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { patientById } from "./queries.ts";

/** The patient of this page; the layout shows the page only once it is read. */
export function useRecord(): Patient {
  const { id = "" } = useParams({ strict: false });
  return useSuspenseQuery(patientById(id)).data;
}
