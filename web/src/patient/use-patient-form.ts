import { useState } from "react";
import { useFormats } from "../hooks/use-formats.ts";
import { ApiError } from "../lib/problem.ts";
import type { FieldState } from "./field-label.tsx";
import type { FormValues } from "./form-values.ts";
import { inputId } from "./patient-fields.ts";
import { type FieldError, validatePatient } from "./validate-patient.ts";

/**
 * Which errors to show when: a field's on leaving it once it was touched, all of them after an
 * attempt to send, and the server's until the field is changed. Of fields that the form does not
 * show only the server's: what cannot be corrected here keeps nothing here from being saved.
 */
export function usePatientForm(
  values: FormValues,
  keep: (values: FormValues) => void,
  isShown = (_pointer: string) => true,
) {
  const { reading } = useFormats();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<readonly FieldError[]>([]);
  const found = validatePatient(values, reading).filter(({ pointer }) => isShown(pointer));
  const all = [...found, ...refused.filter((error) => !found.some(({ pointer }) => pointer === error.pointer))];
  const shown = all.filter(({ pointer }) => attempt > 0 || touched.has(pointer));

  function fieldState(pointer: string): FieldState {
    return {
      value: values[pointer] ?? "",
      error: shown.find((error) => error.pointer === pointer)?.detail,
      onChange: (value) => {
        setRefused((errors) => errors.filter((error) => error.pointer !== pointer));
        keep({ ...values, [pointer]: value });
      },
      onBlur: () => {
        if (values[pointer]) setTouched(new Set([...touched, pointer]));
      },
    };
  }
  /** True when the form may be sent; else shows what to correct. */
  function mayBeSent(): boolean {
    setAttempt(attempt + 1);
    return found.length === 0;
  }
  function refuse(error: unknown): void {
    if (!(error instanceof ApiError && error.problem.errors)) return;
    setRefused(error.problem.errors);
    setAttempt((attempts) => attempts + 1);
  }
  const summary = attempt > 0 ? all.map(({ pointer, detail }) => ({ id: inputId(pointer), detail })) : [];
  return { fieldState, mayBeSent, refuse, summary, attempt, reading };
}

export type PatientForm = ReturnType<typeof usePatientForm>;
