/**
 * In the place of a form that was asked for and is still on its way: what it is, and what has been
 * typed into its first field so far.
 */
import { useEffect, useState } from "react";
import { t } from "../i18n/i18n.ts";
import { typedText, useHeldKeys } from "../lib/held-keys.ts";
import classes from "./form-shell.module.css";

/** By the label of the form, in the language of the page. */
const fieldOf: Record<string, string> = {
  [t("Take payment")]: t("Amount"),
  [t("Post charge")]: t("Code"),
  [t("Register patient")]: t("Last name"),
  [t("Palette")]: t("Find a page, a patient, an act"),
};
const glanceMs = 150;

export function FormShell() {
  const held = useHeldKeys();
  const form = held?.form;
  return held && form ? <Shell key={form} form={form} typed={typedText(held)} /> : null;
}

function Shell({ form, typed }: { form: string; typed: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), glanceMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <section className={classes.shell} aria-label={form} aria-busy="true" data-held>
      <b className={classes.title}>{form}</b>
      <span className={classes.label}>{fieldOf[form] ?? ""}</span>
      <div className={classes.field}>
        {typed}
        <span className={classes.caret} />
      </div>
      <p role="status" className={classes.words}>
        {late && t("Opening. What you type is kept; Esc goes back.")}
      </p>
    </section>
  );
}
