/** A date as it is typed, and beneath it what it was understood as. */
import { Anchor, TextInput } from "@mantine/core";
import { useFormats } from "../hooks/use-formats.ts";
import { t } from "../i18n/i18n.ts";
import { Rich } from "../i18n/rich.tsx";
import { formatAge } from "../lib/age.ts";
import { formatIdentityDate } from "../lib/local-date.ts";
import { parseBirthDate, parseExactDate, parsePartialDate, type TypedDate } from "../lib/parse-birth-date.ts";
import { ageOn, estimatedBirth } from "./born.ts";
import { type FieldProps, fieldLabel } from "./field-label.tsx";
import type { Reading } from "./form-values.ts";
import { inputId } from "./patient-fields.ts";

/** `04-Mar-1961 · 65 y`, `About Aug 2026 · ~3 months`. */
function echo(read: Extract<TypedDate, { date: string }>, { today }: Reading): string {
  const age = ageOn(read.date, today);
  if (!read.estimated) return t("{date} · {age}", { date: formatIdentityDate(read.date), age });
  return `${t("About {date}", { date: estimatedBirth(read.date) })} · ~${age}`;
}

/** In which order, and what else is read. */
function hintOf(order: Reading["order"], isBirth: boolean): string {
  if (order === "day-first")
    return isBirth ? t("Day first, 4/3/1961; or 4 mar 61, ~65, 3 months") : t("Day first, 4/3/1961");
  return isBirth ? t("Month first, 3/4/1961; or 4 mar 61, ~65, 3 months") : t("Month first, 3/4/1961");
}

const parseDay: typeof parseBirthDate = (value, order, today) => parseExactDate(value, order, today, "date");

export function DateField({ field, pointer, optional, value, error, onChange, onBlur }: FieldProps) {
  const { reading } = useFormats();
  const isBirth = field.kind === "birth-date";
  const parse = { "birth-date": parseBirthDate, "partial-date": parsePartialDate }[String(field.kind)] ?? parseDay;
  const read = parse(value, reading.order, reading.today);
  return (
    <div>
      <TextInput
        id={inputId(pointer)}
        label={fieldLabel(field, optional)}
        description={hintOf(reading.order, isBirth)}
        autoComplete="off"
        dir="auto"
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        onBlur={onBlur}
      />
      <output htmlFor={inputId(pointer)} style={{ display: "block", fontSize: 14, fontWeight: 600, minHeight: 20 }}>
        {"date" in read && (isBirth ? echo(read, reading) : <bdi>{formatIdentityDate(read.date)}</bdi>)}
        {"date" in read && read.century && <Century date={read.century} today={reading.today} onChange={onChange} />}
      </output>
    </div>
  );
}

type CenturyProps = { date: string; today: string; onChange: (value: string) => void };

/** Two digits for the year: the later one is taken, and the earlier one is a click away. */
function Century({ date, today, onChange }: CenturyProps) {
  return (
    <Rich
      text=", or <0>{year} ({age})?</0>"
      values={{ year: date.slice(0, 4), age: formatAge(date, today) }}
      elements={[
        <Anchor
          key="earlier"
          component="button"
          type="button"
          inherit
          onClick={() => onChange(formatIdentityDate(date))}
        />,
      ]}
    />
  );
}
