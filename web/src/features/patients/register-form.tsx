import { Button, Checkbox, Group, Select, Text } from "@mantine/core";
import type { Facility } from "@pms/contracts/auth/facilities";
import { useState } from "react";
import { t } from "../../i18n/i18n.ts";
import { FieldGroup, Fields, ListFields } from "../../patient/field-group.tsx";
import type { FormValues } from "../../patient/form-values.ts";
import { askedAtDesk } from "../../patient/further-fields.ts";
import { address, contact, identity } from "../../patient/patient-fields.ts";
import type { PatientForm } from "../../patient/use-patient-form.ts";
import { useMe } from "../../session/session.ts";
import classes from "./register-page.module.css";

type Props = {
  form: PatientForm;
  values: FormValues;
  keep: (values: FormValues) => void;
  facilityId: string | undefined;
};

/** Who it is on the left, how to reach them and who pays on the right. */
export function RegisterFields({ form, values, keep, facilityId }: Props) {
  const facilities = useMe().facilities.filter((facility) => facility.active);
  const unidentified = values["/unidentified"] === "true";
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <FieldGroup title={t("Identity")}>
          <Fields fields={identity.filter((field) => !field.recordOnly)} form={form} allOptional={unidentified} />
          <Checkbox
            label={t("Unidentified: names and birth date are not known")}
            checked={unidentified}
            onChange={(event) => keep({ ...values, "/unidentified": event.currentTarget.checked ? "true" : "" })}
          />
          <ListFields list="identifiers" values={values} form={form} brief />
          <More form={form} values={values} />
        </FieldGroup>
        <FacilityChoice
          facilities={facilities}
          value={facilityId}
          onChange={(id) => keep({ ...values, "/facilityId": id })}
        />
      </div>
      <div className={classes.column}>
        <FieldGroup title={t("Contact")}>
          <Fields fields={contact} form={form} />
        </FieldGroup>
        <FieldGroup title={t("Address")}>
          <Fields fields={address} form={form} />
        </FieldGroup>
        <Group gap={24} align="start" grow preventGrowOverflow={false}>
          <FieldGroup title={t("Contacts and guarantor")}>
            <ListFields list="contacts" values={values} form={form} brief />
          </FieldGroup>
          <FieldGroup title={t("Coverage")}>
            <ListFields list="coverages" values={values} form={form} brief />
          </FieldGroup>
        </Group>
      </div>
    </div>
  );
}

/** Folded until it is asked for, or holds something; nobody's registration is longer for it. */
function More({ form, values }: Pick<Props, "form" | "values">) {
  const [asked, setAsked] = useState(false);
  if (!asked && askedAtDesk.every(({ pointer }) => !values[pointer]))
    return (
      <div>
        <Button variant="default" size="xs" onClick={() => setAsked(true)}>
          {t("More: pronouns, race, interpreter, income…")}
        </Button>
      </div>
    );
  return <Fields fields={askedAtDesk} form={form} />;
}

type ChoiceProps = { facilities: readonly Facility[]; value: string | undefined; onChange: (id: string) => void };

function FacilityChoice({ facilities, value, onChange }: ChoiceProps) {
  if (facilities.length === 0) return null;
  return (
    <FieldGroup title={t("Facility")}>
      {facilities.length === 1 ? (
        <Text>{facilities[0]?.name}</Text>
      ) : (
        <Select
          label={t("Registered at")}
          maw={320}
          allowDeselect={false}
          data={facilities.map(({ id, name }) => ({ value: id, label: name }))}
          value={value ?? null}
          onChange={(id) => id && onChange(id)}
        />
      )}
    </FieldGroup>
  );
}
