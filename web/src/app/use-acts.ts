/** What can be begun from anywhere: by key, from the `+` menu, or out of the palette. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { t } from "../i18n/i18n.ts";
import { type Errand, setErrand, useErrand } from "../lib/errand.ts";
import { holdKeys } from "../lib/held-keys.ts";
import { requestForm } from "../patient/requested-form.ts";
import { useMay } from "../session/session.ts";
import { useRecordId } from "./use-record-id.ts";

export function useActs() {
  const navigate = useNavigate();
  const may = useMay();
  const id = useRecordId();
  const mayPost = may("billing:post");
  return {
    mayRegister: may("patient:write"),
    mayPost,
    /** The patient whose record is open: what is posted is posted for them. */
    patientId: id,
    register() {
      if (!may("patient:write")) return;
      holdKeys(t("Register patient"));
      void navigate({ to: "/patients/new" });
    },
    post(form: Errand) {
      if (!mayPost) return;
      if (id) {
        requestForm(id, form);
        return void navigate({ to: "/patients/$id/ledger", params: { id } });
      }
      setErrand(form);
      void navigate({ to: "/patients" });
      // The menu that it was chosen from hands the focus back first.
      setTimeout(() => document.getElementById("search")?.focus(), 50);
    },
  };
}

/** An errand is done with the first record that is opened. */
export function useRunErrand(): void {
  const errand = useErrand();
  const { patientId, post } = useActs();
  useEffect(() => {
    if (!errand || !patientId) return;
    setErrand(undefined);
    post(errand);
  });
}
