/**
 * That somebody has died, said the same way in every list, panel and header: by a word and a shape.
 */
import type { Patient } from "@pms/contracts/patients/patient";
import { DeceasedIcon } from "../components/icons.tsx";
import { Tag } from "../components/tag.tsx";
import { t } from "../i18n/i18n.ts";

export function Deceased({ patient }: { patient: Pick<Patient, "deceasedDate"> }) {
  if (!patient.deceasedDate) return null;
  return (
    <Tag tone="plain" icon={<DeceasedIcon size={14} />}>
      {t("Deceased")}
    </Tag>
  );
}
