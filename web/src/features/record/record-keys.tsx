import type { Patient } from "@pms/contracts/patients/patient";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useShortcuts } from "../../hooks/use-shortcuts.ts";
import { askForForm, forgetAskedForm } from "../../patient/asked-form.ts";
import { useMay } from "../../session/session.ts";
import { useEditing } from "./use-editing.ts";
import { useMayEdit } from "./use-may-edit.ts";

/**
 * The keys that work on every tab of a record: they go to the tab where it is done, and open it
 * there.
 */
export function RecordKeys({ patient }: { patient: Patient }) {
  const { id } = patient;
  const may = useMay();
  const navigate = useNavigate();
  const identity = useEditing(patient, "identity");
  const postingIsOpen = patient.status === "active" && patient.billing.status === "active";
  const params = { id };
  useShortcuts(
    {
      e: () => {
        identity.start();
        void navigate({ to: "/patients/$id", params });
      },
    },
    useMayEdit(patient),
  );
  const post = (form: "charge" | "payment") => {
    askForForm(id, form);
    void navigate({ to: "/patients/$id/ledger", params });
  };
  useShortcuts({ c: () => post("charge"), p: () => post("payment") }, may("billing:post") && postingIsOpen);
  useEffect(() => () => forgetAskedForm(id), [id]);
  return null;
}
