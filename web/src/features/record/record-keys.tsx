import type { Patient } from "@pms/contracts/patients/patient";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useShortcuts } from "../../hooks/use-shortcuts.ts";
import { forgetRequestedForm } from "../../patient/requested-form.ts";
import { usePostingForms } from "../../patient/use-posting-forms.ts";
import { useEditing } from "./use-editing.ts";
import { useMayEdit } from "./use-may-edit.ts";

/**
 * The keys that work on every tab of a record: they go to the tab where it is done, and open it
 * there.
 */
export function RecordKeys({ patient }: { patient: Patient }) {
  const { id } = patient;
  const navigate = useNavigate();
  const identity = useEditing(patient, "identity");
  const post = usePostingForms(patient);
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
  useShortcuts({ c: () => post?.("charge"), p: () => post?.("payment") }, post !== undefined);
  useEffect(() => () => forgetRequestedForm(id), [id]);
  return null;
}
