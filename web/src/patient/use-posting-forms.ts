import type { Patient } from "@pms/contracts/patients/patient";
import { useNavigate } from "@tanstack/react-router";
import { useMay } from "../session/session.ts";
import { requestForm } from "./requested-form.ts";

/** The ledger's forms, opened from wherever the patient is in view; none for who may not post. */
export function usePostingForms(patient: Patient): ((form: "charge" | "payment") => void) | undefined {
  const may = useMay();
  const navigate = useNavigate();
  const { id } = patient;
  if (!may("billing:post") || patient.status !== "active" || patient.billing.status !== "active") return undefined;
  return (form) => {
    requestForm(id, form);
    void navigate({ to: "/patients/$id/ledger", params: { id } });
  };
}
