/** A date as it is typed, and beneath it what it was understood as. */
import { Anchor, TextInput } from "@mantine/core";
import { useFormats } from "../hooks/use-formats.ts";
import { formatAge } from "../lib/age.ts";
import { formatIdentityDate } from "../lib/local-date.ts";
import { parseBirthDate, parseExactDate, type TypedDate } from "../lib/parse-birth-date.ts";
import { estimatedBirth } from "./born.ts";
import { type FieldProps, fieldLabel } from "./field-label.tsx";
import type { Reading } from "./form-values.ts";
import { inputId } from "./patient-fields.ts";

/** `04-Mar-1961 · 65 y`, `About Aug 2026 · ~3 months`. */
function echo(read: Extract<TypedDate, { date: string }>, { today }: Reading): string {
  const age = formatAge(read.date, today);
  return read.estimated ? `About ${estimatedBirth(read.date)} · ~${age}` : `${formatIdentityDate(read.date)} · ${age}`;
}

export function DateField({ field, pointer, optional, value, error, onChange, onBlur }: FieldProps) {
  const { reading } = useFormats();
  const isBirth = field.kind === "birth-date";
  const read = isBirth
    ? parseBirthDate(value, reading.order, reading.today)
    : parseExactDate(value, reading.order, reading.today, "date");
  const example = reading.order === "day-first" ? "4/3/1961" : "3/4/1961";
  const order = reading.order === "day-first" ? "Day first" : "Month first";
  return (
    <div>
      <TextInput
        id={inputId(pointer)}
        label={fieldLabel(field, optional)}
        description={isBirth ? `${order}, ${example}; or 4 mar 61, ~65, 3 months` : `${order}, ${example}`}
        autoComplete="off"
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
      />
      <output htmlFor={inputId(pointer)} style={{ display: "block", fontSize: 14, fontWeight: 600, minHeight: 20 }}>
        {"date" in read && (isBirth ? echo(read, reading) : formatIdentityDate(read.date))}
        {"date" in read && read.century && <Century date={read.century} today={reading.today} onChange={onChange} />}
      </output>
    </div>
  );
}

type CenturyProps = { date: string; today: string; onChange: (value: string) => void };

/** Two digits for the year: the later one is taken, and the earlier one is a click away. */
function Century({ date, today, onChange }: CenturyProps) {
  return (
    <>
      {", or "}
      <Anchor component="button" type="button" inherit onClick={() => onChange(formatIdentityDate(date))}>
        {date.slice(0, 4)} ({formatAge(date, today)})?
      </Anchor>
    </>
  );
}
