import { Mrn } from "../../components/mrn.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { Rich } from "../../i18n/rich.tsx";
import { PatientName } from "../../patient/names.tsx";
import classes from "./audit.module.css";
import type { Identities } from "./identities.ts";

/** A patient by name and MRN, by MRN alone where the name is not the reader's to know, or by id. */
export function PatientLabel({ patientId, identities }: { patientId: string; identities: Identities }) {
  const identity = identities.get(patientId);
  if (!identity) return <Rich text="Patient <0/>" elements={[<ShortId key="id" value={patientId} />]} />;
  const isNamed = identity.firstName !== undefined || identity.lastName !== undefined;
  if (!isNamed) return <Rich text="MRN <0/>" elements={[<Mrn key="mrn" value={identity.mrn} />]} />;
  return (
    <>
      <PatientName patient={identity} />
      <span className={classes.under}>
        <Rich text="MRN <0/>" elements={[<Mrn key="mrn" value={identity.mrn} />]} />
      </span>
    </>
  );
}
