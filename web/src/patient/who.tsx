import type { Patient } from "@pms/contracts/patients/patient";
import { Mrn } from "../components/mrn.tsx";
import { useFormats } from "../hooks/use-formats.ts";
import { Rich } from "../i18n/rich.tsx";
import { describeBirth } from "./born.ts";
import { Deceased } from "./deceased.tsx";
import { PatientName } from "./names.tsx";

/** Whom a dialog is about, where the Wristband may be covered: name, birth date, MRN. */
export function Who({ patient }: { patient: Patient }) {
  const { reading } = useFormats();
  return (
    <span style={{ overflowWrap: "anywhere" }}>
      <Rich
        text="{name} · Born {birth} · <0>MRN {mrn}</0>"
        values={{
          name: <PatientName patient={patient} />,
          birth: describeBirth(patient, reading.today),
          mrn: <Mrn value={patient.mrn} />,
        }}
        elements={[<span key="mrn" style={{ whiteSpace: "nowrap" }} />]}
      />{" "}
      <Deceased patient={patient} />
    </span>
  );
}
