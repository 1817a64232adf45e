/** A part of the form under its own heading. */
import { Button, Stack, Title } from "@mantine/core";
import type { CSSProperties, ReactNode } from "react";
import { t } from "../i18n/i18n.ts";
import type { Field } from "./field.ts";
import classes from "./fields.module.css";
import { type FormValues, rowCount } from "./form-values.ts";
import { PatientField } from "./patient-field.tsx";
import { type ListName, listWords } from "./patient-fields.ts";
import type { PatientForm } from "./use-patient-form.ts";

type Common = { form: PatientForm; allOptional?: boolean };

export function FieldGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack component="section" gap={8} aria-label={title}>
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  );
}

type FieldsProps = Common & { fields: readonly Field[]; prefix?: string };

export function Fields({ fields, form, allOptional = false, prefix = "" }: FieldsProps) {
  return (
    <div className={classes.grid}>
      {fields.map((field) => (
        <div key={field.pointer} className={classes.cell} style={{ "--span": field.span ?? 12 } as CSSProperties}>
          <PatientField
            field={field}
            pointer={prefix + field.pointer}
            optional={allOptional || !field.required}
            {...form.fieldState(prefix + field.pointer)}
          />
        </div>
      ))}
    </div>
  );
}

type ListProps = Common & { list: ListName; values: FormValues; brief?: boolean };

/**
 * Repeated fields: contacts, coverages, identifiers. An empty row is no row. `brief`: what a desk
 * asks of who is new, without what the record alone has.
 */
export function ListFields({ list, values, form, brief = false }: ListProps) {
  const count = rowCount(values, list);
  const { item: all, ...words } = listWords[list];
  const item = brief ? all.filter((field) => !field.recordOnly) : all;
  return (
    <Stack gap="sm">
      {[...Array(count).keys()].map((index) => (
        <fieldset key={index} className={classes.item}>
          <legend>{t("{name} {number}", { name: words.one, number: index + 1 })}</legend>
          <Fields fields={item} form={form} prefix={`/${list}/${index}/`} />
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          onClick={() => form.fieldState(`/${list}/${count}/${item[0]?.pointer}`).onChange("")}
          disabled={count >= 20}
        >
          {count === 0 ? words.add : words.addAnother}
        </Button>
      </div>
    </Stack>
  );
}
