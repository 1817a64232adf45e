import { Anchor, Text } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { Link } from "@tanstack/react-router";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { formatIdentityDate } from "../../lib/local-date.ts";
import { describeBirth } from "../../patient/born.ts";
import type { Field } from "../../patient/field.ts";
import { type FormValues, rowCount, toForm } from "../../patient/form-values.ts";
import classes from "../../patient/record.module.css";
import { shownValue } from "../../patient/shown-value.ts";
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
      {identifiers.map(({ system, value, issuer, period }) => (
        <div key={system + value + issuer} style={{ display: "contents" }}>
          <dt>{system}</dt>
          <dd>
            <bdi>{value}</bdi>
            {[issuer, period?.end && t("until {date}", { date: formatIdentityDate(period.end) })]
              .filter(Boolean)
              .map((said) => ` · ${said}`)}
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

/** Of a contact who is a patient too. */
function OwnRecord({ id }: { id: string }) {
  return (
    <Link to="/patients/$id" params={{ id }}>
      {t("Open the record")}
    </Link>
  );
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
            <dd>
              {field.kind === "patient" ? (
                <OwnRecord id={value} />
              ) : field.kind === "tel" ? (
                <bdi dir="ltr">{value}</bdi>
              ) : (
                shownValue(field, value, locale, t("Yes"))
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Of many that are missing the first are named. */
const namedMax = 5;

/** `Add middle name, e-mail…` */
function Missing({ fields, values, onAdd }: { fields: readonly Field[]; values: FormValues; onAdd: () => void }) {
  const missing = fields.filter(({ pointer, recordOnly, kind }) => !recordOnly && kind !== "sex" && !values[pointer]);
  if (missing.length === 0) return null;
  return (
    <Text size="sm" mt={4}>
      <Anchor component="button" type="button" inherit onClick={onAdd}>
        {t("Add {fields}…", {
          fields: missing
            .slice(0, namedMax)
            .map(({ label }) => label.toLowerCase())
            .join(", "),
        })}
      </Anchor>
    </Text>
  );
}
