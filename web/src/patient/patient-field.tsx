/**
 * One field of a patient's form, by its kind: the same when registering and when editing in place.
 */
import { Checkbox, Group, Radio, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useFormats } from "../hooks/use-formats.ts";
import { formatAge } from "../lib/age.ts";
import { formatIdentityDate } from "../lib/local-date.ts";
import { parseBirthDate } from "../lib/parse-birth-date.ts";
import type { Reading } from "./form-values.ts";
import { type Field, inputId, sexWords } from "./patient-fields.ts";

export type FieldState = {
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
  onBlur: () => void;
};
type Props = FieldState & { field: Field; pointer: string; optional: boolean };

function label(field: Field, optional: boolean): ReactNode {
  return (
    <>
      {field.label}
      {optional && <span className="optional"> (optional)</span>}
    </>
  );
}

/** What the typed date was understood as: `04-Mar-1961 · 65 y`. */
function echo(typed: string, reading: Reading): string {
  const read = parseBirthDate(typed, reading.order, reading.today);
  if (!("date" in read)) return "";
  const age = formatAge(read.date, reading.today);
  return read.estimated ? `About ${read.date.slice(0, 4)} · ~${age}` : `${formatIdentityDate(read.date)} · ${age}`;
}

export function PatientField(props: Props) {
  const { field, pointer, optional, value, error, onChange, onBlur } = props;
  const id = inputId(pointer);
  if (field.kind === "sex") return <SexField {...props} />;
  if (field.kind === "birth-date" || field.kind === "date") return <DateField {...props} />;
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
      size="md"
      label={label(field, optional)}
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

function DateField({ field, pointer, optional, value, error, onChange, onBlur }: Props) {
  const { reading } = useFormats();
  const order = reading.order === "day-first" ? "Day, month, year" : "Month, day, year";
  const estimates = field.kind === "birth-date" ? "; an age such as ~65 when not known" : "";
  return (
    <div>
      <TextInput
        id={inputId(pointer)}
        size="md"
        label={label(field, optional)}
        description={`${order}: ${reading.order === "day-first" ? "4/3/1961" : "3/4/1961"} or 4 mar 1961${estimates}`}
        autoComplete="off"
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
      />
      <output htmlFor={inputId(pointer)} style={{ display: "block", fontWeight: 600, minHeight: 24 }}>
        {field.kind === "birth-date" ? echo(value, reading) : ""}
      </output>
    </div>
  );
}

function SexField({ field, pointer, optional, value, error, onChange }: Props) {
  return (
    <Radio.Group size="md" label={label(field, optional)} error={error} value={value} onChange={onChange}>
      <Group gap="lg" mt={4}>
        {Object.entries(sexWords).map(([sex, word], index) => (
          <Radio key={sex} value={sex} label={word} {...(index === 0 && { id: inputId(pointer) })} />
        ))}
      </Group>
    </Radio.Group>
  );
}
