/**
 * Registration: one column; nothing typed is lost, nothing is “registered” before the server says
 * so.
 */
import { Button, Checkbox, Container, Group, Select, Stack, Text } from "@mantine/core";
import type { Facility } from "@pms/contracts/auth/facilities";
import type { PatientWrite } from "@pms/contracts/patients/record";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorSummary } from "../../components/error-summary.tsx";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { usePost } from "../../hooks/use-post.ts";
import { call } from "../../lib/api.ts";
import { FieldGroup, Fields, ListFields } from "../../patient/field-group.tsx";
import { toPatientWrite } from "../../patient/form-values.ts";
import { address, contact, contactItem, coverageItem, identity } from "../../patient/patient-fields.ts";
import { usePatientForm } from "../../patient/use-patient-form.ts";
import { useMe } from "../../session/session.ts";
import { DuplicatePanel } from "./duplicate-panel.tsx";
import classes from "./register-page.module.css";
import { keepLateRegistration, useRegistrationDraft } from "./registration-draft.ts";
import { unchecked, useDuplicates } from "./use-duplicates.ts";

export function RegisterPage() {
  const { values, keep, drop } = useRegistrationDraft();
  const form = usePatientForm(values, keep);
  const { candidates, doubt, settleDoubt } = useDuplicates(values, form.reading);
  const registration = usePost("register", (body: PatientWrite, key) => call("POST", "/api/patients", { body, key }), [
    ["patients"],
  ]);
  const router = useRouter();
  const client = useQueryClient();
  // Said of these persons only: another name brings up others.
  const [differsFrom, setDiffersFrom] = useState("");
  const differs = differsFrom === doubt;
  const [checking, setChecking] = useState(false);
  const locked = checking || registration.locked;
  const facilities = useMe().facilities.filter((facility) => facility.active);
  const facilityId = useChosenFacility(values["/facilityId"]);
  const unidentified = values["/unidentified"] === "true";

  const unknown = registration.state === "unknown";

  async function mayBeRegistered(): Promise<boolean> {
    if (!form.mayBeSent()) return false;
    setChecking(true);
    const found = await settleDoubt();
    setChecking(false);
    return found === "" || found === differsFrom;
  }

  async function register() {
    // One that may have been saved is asked about before anything else: it can be its own duplicate
    // by now.
    const mayBeSent = unknown || (await mayBeRegistered());
    const body = { ...toPatientWrite(values, form.reading), ...(facilityId && { facilityId }) };
    const patient = await registration.post(mayBeSent ? body : undefined);
    if (!patient) return;
    client.setQueryData(["patient", patient.id], patient);
    drop();
    // Whoever has gone on to something else meanwhile is not pulled away from it.
    if (router.state.location.pathname === "/patients/new")
      await router.navigate({ to: "/patients/$id", params: { id: patient.id } });
    else keepLateRegistration(patient);
  }

  function clear() {
    drop();
    setDiffersFrom("");
  }

  return (
    <Container size="lg" py="xl">
      <PageTitle tab="Register">Register patient</PageTitle>
      <div className={classes.columns}>
        <Form label="Register patient" className={classes.form} onSubmit={() => void register()}>
          <Lockable locked={locked} gap={32}>
            <ErrorSummary items={form.summary} attempt={form.attempt} />
            <FieldGroup title="Identity">
              <Checkbox
                label="Unidentified patient"
                description="Lifts the rule that names and birth date are known"
                checked={unidentified}
                onChange={(event) => keep({ ...values, "/unidentified": event.currentTarget.checked ? "true" : "" })}
              />
              <Fields fields={identity.filter((field) => !field.recordOnly)} form={form} allOptional={unidentified} />
            </FieldGroup>
            <FieldGroup title="Contact">
              <Fields fields={contact} form={form} />
            </FieldGroup>
            <FieldGroup title="Address">
              <Fields fields={address} form={form} />
            </FieldGroup>
            <FieldGroup title="Contacts and guarantor">
              <ListFields list="contacts" noun="Contact" item={contactItem} values={values} form={form} />
            </FieldGroup>
            <FieldGroup title="Coverage">
              <ListFields list="coverages" noun="Coverage" item={coverageItem} values={values} form={form} />
            </FieldGroup>
            <FacilityChoice
              facilities={facilities}
              value={facilityId}
              onChange={(id) => keep({ ...values, "/facilityId": id })}
            />
            {doubt !== "" && !unknown && (
              <DoubtCheckbox
                doubt={doubt}
                differs={differs}
                tried={form.attempt > 0}
                onChange={(checked) => setDiffersFrom(checked ? doubt : "")}
              />
            )}
          </Lockable>
          <Stack mt="xl" gap="md">
            <PostProblem
              state={registration.state}
              error={registration.error}
              refused="The patient was not registered. What you typed is kept."
              onShown={form.refuse}
              onDiscard={registration.discard}
            />
            <Group>
              <Button type="submit" size="md" loading={checking || registration.busy}>
                {unknown ? checkAgain : "Register"}
              </Button>
              {Object.values(values).some(Boolean) && (
                <Button variant="subtle" onClick={clear} disabled={locked}>
                  Clear the form
                </Button>
              )}
            </Group>
          </Stack>
        </Form>
        <DuplicatePanel candidates={candidates} />
      </div>
    </Container>
  );
}

type DoubtProps = { doubt: string; differs: boolean; tried: boolean; onChange: (checked: boolean) => void };

/** Registers all the same: nothing but a person can say that it is another one. */
function DoubtCheckbox({ doubt, differs, tried, onChange }: DoubtProps) {
  const [label, demand] =
    doubt === unchecked
      ? ["Could not check for duplicates. Register without that", "Tick this, or press Register again to check again"]
      : [
          "This is a different person from the one shown under “Already registered?”",
          "Tick this, or open the record that is there already",
        ];
  return (
    <Checkbox
      label={label}
      checked={differs}
      error={tried && !differs && demand}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

/** The one chosen, else where the person works. */
function useChosenFacility(chosen: string | undefined): string | undefined {
  const { facilities, defaultFacilityId } = useMe();
  return chosen || defaultFacilityId || facilities.find((facility) => facility.active)?.id;
}

type ChoiceProps = { facilities: readonly Facility[]; value: string | undefined; onChange: (id: string) => void };

function FacilityChoice({ facilities, value, onChange }: ChoiceProps) {
  if (facilities.length === 0) return null;
  return (
    <FieldGroup title="Facility">
      {facilities.length === 1 ? (
        <Text>{facilities[0]?.name}</Text>
      ) : (
        <Select
          size="md"
          label="Registered at"
          allowDeselect={false}
          data={facilities.map(({ id, name }) => ({ value: id, label: name }))}
          value={value ?? null}
          onChange={(id) => id && onChange(id)}
        />
      )}
    </FieldGroup>
  );
}
