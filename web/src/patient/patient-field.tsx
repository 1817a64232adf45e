/**
 * One field of a patient's form, by its kind: the same when registering and when editing in place.
 */
import { Checkbox, MultiSelect, Select, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { useFormats } from "../hooks/use-formats.ts";
import { t } from "../i18n/i18n.ts";
import { languageOptions } from "../lib/languages.ts";
import { Choice } from "./choice.tsx";
import { DateField } from "./date-field.tsx";
import { type FieldProps, fieldLabel } from "./field-label.tsx";
import { inputId } from "./patient-fields.ts";
import { PatientIdField } from "./patient-id-field.tsx";
import { sexWords } from "./sex-words.ts";

export function PatientField(props: FieldProps) {
  const { field, pointer, optional, value, error, onChange, onBlur } = props;
  const id = inputId(pointer);
  if (field.kind.endsWith("date")) return <DateField {...props} />;
  if (field.kind === "patient") return <PatientIdField {...props} />;
  if (field.kind === "choice" || field.kind === "choices") return <CodeField {...props} />;
  if (field.kind === "language") return <LanguageField {...props} />;
  if (field.kind === "sex") {
    const label = fieldLabel(field, optional);
    return <Choice id={id} label={label} words={sexWords} value={value} error={error} onChange={onChange} />;
  }
  if (field.kind === "checkbox") {
    return (
      <Checkbox
        id={id}
        label={field.label}
        checked={value === "true"}
        onChange={(event) => onChange(event.currentTarget.checked ? "true" : "")}
      />
    );
  }
  return (
    <TextInput
      id={id}
      label={fieldLabel(field, optional)}
      description={field.hint}
      type={field.kind === "tel" ? "tel" : "text"}
      inputMode={field.kind === "email" ? "email" : field.kind === "tel" ? "tel" : "text"}
      autoComplete="off"
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      onBlur={onBlur}
    />
  );
}

/** One code of a list, or several, by their words; none is a choice too. */
function CodeField({ field, pointer, optional, value, error, onChange, onBlur }: FieldProps) {
  const shared = {
    id: inputId(pointer),
    label: fieldLabel(field, optional),
    description: field.hint,
    data: Object.entries(field.words ?? {}).map(([code, label]) => ({ value: code, label })),
    clearable: true,
    searchable: true,
    error,
    onBlur,
  };
  if (field.kind === "choice")
    return <Select {...shared} value={value || null} onChange={(code) => onChange(code ?? "")} />;
  const codes = value === "" ? [] : value.split(",");
  return <MultiSelect {...shared} value={codes} onChange={(chosen) => onChange(chosen.join(","))} />;
}

/**
 * By name, the first that fits what is typed: `spa`, Tab. However quick the hand: Mantine knows the
 * first one only once its list is drawn, and would drop what was typed before that.
 */
function LanguageField({ field, pointer, optional, value, error, onChange, onBlur }: FieldProps) {
  const { locale } = useFormats();
  const options = languageOptions(value, locale);
  const [typed, setTyped] = useState("");
  const chosen = useRef(false);
  function leave() {
    const text = typed.trim().toLowerCase();
    const labels = options.map(({ label, ...rest }) => ({ ...rest, label: label.toLowerCase() }));
    const fits = labels.find(({ label }) => label === text) ?? labels.find(({ label }) => label.includes(text));
    if (!chosen.current && text !== "" && fits) onChange(fits.value);
    onBlur();
  }
  return (
    <Select
      id={inputId(pointer)}
      label={fieldLabel(field, optional)}
      data={options}
      value={value || null}
      error={error}
      searchable
      clearable
      selectFirstOptionOnChange
      autoSelectOnBlur
      openOnFocus={false}
      nothingFoundMessage={t("No such language")}
      onSearchChange={setTyped}
      onKeyDown={() => {
        chosen.current = false;
      }}
      onChange={(code) => {
        chosen.current = true;
        onChange(code ?? "");
      }}
      onBlur={leave}
    />
  );
}
