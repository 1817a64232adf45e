/**
 * In the place of a form that was asked for and is still on its way: what it is, and what has been
 * typed into its first field so far.
 */
import { useEffect, useState } from "react";
import { typedText, useHeldKeys } from "../lib/held-keys.ts";
import classes from "./form-shell.module.css";

const fieldOf: Record<string, string> = {
  "Take payment": "Amount",
  "Post charge": "Code",
  "Register patient": "Last name",
  Palette: "Find a page, a patient, an act",
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
        {late && "Opening. What you type is kept; Esc goes back."}
      </p>
    </section>
  );
}
