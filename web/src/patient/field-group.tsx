/** A part of the form under its own heading. */
import { Button, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { type FormValues, rowCount } from "./form-values.ts";
import { PatientField } from "./patient-field.tsx";
import type { Field } from "./patient-fields.ts";
import type { PatientForm } from "./use-patient-form.ts";

type Common = { form: PatientForm; allOptional?: boolean };

export function FieldGroup({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack component="section" gap="md" aria-label={title}>
      <Title order={2}>{title}</Title>
      {children}
    </Stack>
  );
}

export function Fields({ fields, form, allOptional = false }: Common & { fields: readonly Field[] }) {
  return fields.map((field) => (
    <PatientField
      key={field.pointer}
      field={field}
      pointer={field.pointer}
      optional={allOptional || !field.required}
      {...form.fieldState(field.pointer)}
    />
  ));
}

type ListProps = Common & { list: string; noun: string; item: readonly Field[]; values: FormValues };

/** Repeated fields: contacts, coverages. An empty row is no row. */
export function ListFields({ list, noun, item, values, form }: ListProps) {
  const count = rowCount(values, list);
  return (
    <>
      {[...Array(count).keys()].map((index) => (
        <Stack
          key={index}
          component="fieldset"
          gap="md"
          m={0}
          p="md"
          style={{ border: "1px solid var(--pms-line)", borderRadius: 8 }}
        >
          <legend>
            {noun} {index + 1}
          </legend>
          {item.map((field) => (
            <PatientField
              key={field.pointer}
              field={field}
              pointer={`/${list}/${index}/${field.pointer}`}
              optional={!field.required}
              {...form.fieldState(`/${list}/${index}/${field.pointer}`)}
            />
          ))}
        </Stack>
      ))}
      <div>
        <Button
          variant="default"
          onClick={() => form.fieldState(`/${list}/${count}/${item[0]?.pointer}`).onChange("")}
          disabled={count >= 20}
        >
          {count === 0 ? `Add a ${noun.toLowerCase()}` : `Add another ${noun.toLowerCase()}`}
        </Button>
      </div>
    </>
  );
}
