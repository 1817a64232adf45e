import type { Patient } from "@pms/contracts/patients/patient";
import { Mrn } from "../components/mrn.tsx";
import { useFormats } from "../hooks/use-formats.ts";
import { describeBirth } from "./born.ts";
import { Deceased } from "./deceased.tsx";
import { PatientName } from "./names.tsx";

/** Whom a dialog is about, where the Wristband may be covered: name, birth date, MRN. */
export function Who({ patient }: { patient: Patient }) {
  const { reading } = useFormats();
  return (
    <span style={{ overflowWrap: "anywhere" }}>
      <PatientName patient={patient} /> · Born {describeBirth(patient, reading.today)} ·{" "}
      <span style={{ whiteSpace: "nowrap" }}>
        MRN <Mrn value={patient.mrn} />
      </span>{" "}
      <Deceased patient={patient} />
    </span>
  );
}
