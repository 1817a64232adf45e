import { Anchor, Text } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { languageName } from "../../lib/languages.ts";
import { describeBirth } from "../../patient/born.ts";
import { type FormValues, rowCount, toForm } from "../../patient/form-values.ts";
import { type Field, sexWords } from "../../patient/patient-fields.ts";
import classes from "../../patient/record.module.css";
import type { Section } from "./sections.ts";

type Props = { section: Section; patient: Patient; onAdd: (() => void) | undefined };

/** A section as label and value; what is missing is one line to add it by. */
export function SectionPairs({ section, patient, onAdd }: Props) {
  const { reading } = useFormats();
  const values: FormValues = { ...toForm(patient), "/dateOfBirth": describeBirth(patient, reading.today) };
  const { list, id } = section;
  if (id === "address") return <AddressLines values={values} />;
  if (!list) {
    return (
      <>
        <Pairs fields={section.fields} values={values} prefix="" />
        {onAdd && <Missing fields={section.fields} values={values} onAdd={onAdd} />}
      </>
    );
  }
  if (id === "identifiers") return <Identifiers identifiers={patient.identifiers ?? []} />;
  return [...Array(rowCount(values, list)).keys()].map((index) => (
    <div key={index} className={classes.row}>
      <Pairs fields={section.fields} values={values} prefix={`/${list}/${index}/`} />
    </div>
  ));
}

function Identifiers({ identifiers }: { identifiers: NonNullable<Patient["identifiers"]> }) {
  return (
    <dl className={classes.pairs}>
      {identifiers.map(({ system, value }) => (
        <div key={system + value} style={{ display: "contents" }}>
          <dt>{system}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** As on an envelope. */
function AddressLines({ values }: { values: FormValues }) {
  const part = (name: string) => values[`/address/${name}`];
  const stateAndZip = [part("state"), part("zipCode")].filter(Boolean).join(" ");
  const lines = [part("street"), [part("city"), stateAndZip].filter(Boolean).join(", "), part("country")];
  return (
    <address style={{ fontStyle: "normal", overflowWrap: "anywhere" }}>
      {lines.filter(Boolean).map((line) => (
        <div key={line}>
          <bdi>{line}</bdi>
        </div>
      ))}
    </address>
  );
}

function show(field: Field, value: string, locale: string | undefined): string {
  if (field.kind === "sex") return sexWords[value] ?? value;
  if (field.kind === "language") return languageName(value, locale);
  return field.kind === "checkbox" ? t("Yes") : value;
}

function Pairs({ fields, values, prefix }: { fields: readonly Field[]; values: FormValues; prefix: string }) {
  const { locale } = useFormats();
  return (
    <dl className={classes.pairs}>
      {fields.map((field) => {
        const value = values[prefix + field.pointer] ?? (field.kind === "sex" ? "unknown" : undefined);
        if (!value) return null;
        return (
          <div key={field.pointer} style={{ display: "contents" }}>
            <dt>{field.short ?? field.label}</dt>
            <dd>{field.kind === "tel" ? <bdi dir="ltr">{value}</bdi> : show(field, value, locale)}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** `Add middle name, e-mail…` */
function Missing({ fields, values, onAdd }: { fields: readonly Field[]; values: FormValues; onAdd: () => void }) {
  const missing = fields.filter(({ pointer, recordOnly, kind }) => !recordOnly && kind !== "sex" && !values[pointer]);
  if (missing.length === 0) return null;
  return (
    <Text size="sm" mt={4}>
      <Anchor component="button" type="button" inherit onClick={onAdd}>
        {t("Add {fields}…", { fields: missing.map(({ label }) => label.toLowerCase()).join(", ") })}
      </Anchor>
    </Text>
  );
}
