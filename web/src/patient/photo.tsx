import { useQuery } from "@tanstack/react-query";
import { t } from "../i18n/i18n.ts";
import { photoOf } from "./attachment-queries.ts";

/** The newest photo of a patient, nothing where there is none or it can't be read. */
export function Photo({ patientId, className, size }: { patientId: string; className?: string; size: number }) {
  const { data: source } = useQuery(photoOf(patientId));
  if (!source) return null;
  return <img src={source} alt={t("Photo of the patient")} className={className} width={size} height={size} />;
}
