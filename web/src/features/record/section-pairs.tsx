import { Box, Text } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { useFormats } from "../../hooks/use-formats.ts";
import { describeBirth } from "../../patient/born.ts";
import { type FormValues, rowCount, toForm } from "../../patient/form-values.ts";
import { type Field, sexWords } from "../../patient/patient-fields.ts";
import classes from "../../patient/record.module.css";
import type { Section } from "./sections.ts";

/** A section as label and value; what is missing says so instead of leaving a gap. */
export function SectionPairs({ section, patient }: { section: Section; patient: Patient }) {
  const { reading } = useFormats();
  const values: FormValues = { ...toForm(patient), "/dateOfBirth": describeBirth(patient, reading.today) };
  const { list } = section;
  if (!list) return <Pairs fields={section.fields} values={values} prefix="" />;
  const count = rowCount(values, list.name);
  if (count === 0) {
    return (
      <Text px="lg" pb="lg" c="dimmed">
        None recorded
      </Text>
    );
  }
  return (
    <Box>
      {[...Array(count).keys()].map((index) => (
        <div key={index} className={classes.row}>
          <Pairs fields={section.fields} values={values} prefix={`/${list.name}/${index}/`} />
        </div>
      ))}
    </Box>
  );
}

function show(field: Field, value: string): string {
  if (field.kind === "sex") return sexWords[value] ?? value;
  return field.kind === "checkbox" ? "Yes" : value;
}

function Pairs({ fields, values, prefix }: { fields: readonly Field[]; values: FormValues; prefix: string }) {
  const shown = fields.filter((field) => !field.recordOnly || values[prefix + field.pointer]);
  return (
    <Box component="dl" className={classes.pairs} px="lg" pb="lg">
      {shown.map((field) => {
        const value = values[prefix + field.pointer] ?? (field.kind === "sex" ? "unknown" : undefined);
        if (field.kind === "checkbox" && !value) return null;
        return (
          <Box key={field.pointer} style={{ display: "contents" }}>
            <dt>{field.label.split(":")[0]}</dt>
            <dd>{value ? show(field, value) : <Text c="dimmed">—</Text>}</dd>
          </Box>
        );
      })}
    </Box>
  );
}
