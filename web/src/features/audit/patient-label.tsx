import { Mrn } from "../../components/mrn.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { PatientName } from "../../patient/names.tsx";
import classes from "./audit.module.css";
import type { Identities } from "./identities.ts";

/** A patient by name and MRN, by MRN alone where the name is not the reader's to know, or by id. */
export function PatientLabel({ patientId, identities }: { patientId: string; identities: Identities }) {
  const identity = identities.get(patientId);
  if (!identity)
    return (
      <>
        Patient <ShortId value={patientId} />
      </>
    );
  const isNamed = identity.firstName !== undefined || identity.lastName !== undefined;
  if (!isNamed)
    return (
      <>
        MRN <Mrn value={identity.mrn} />
      </>
    );
  return (
    <>
      <PatientName patient={identity} />
      <span className={classes.under}>
        MRN <Mrn value={identity.mrn} />
      </span>
    </>
  );
}
