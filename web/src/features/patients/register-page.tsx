/**
 * Registration on one screen: nothing typed is lost, nothing is “registered” before the server says
 * so.
 */
import { Container, Stack } from "@mantine/core";
import type { DifferenceReason, PatientRegistration } from "@pms/contracts/patients/record";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ErrorSummary } from "../../components/error-summary.tsx";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { toPatientWrite } from "../../patient/form-values.ts";
import { inputId } from "../../patient/patient-fields.ts";
import { usePatientForm } from "../../patient/use-patient-form.ts";
import { useMe } from "../../session/session.ts";
import { keepLateRegistration } from "./late-draft.ts";
import { RegisterFooter } from "./register-footer.tsx";
import { RegisterFields } from "./register-form.tsx";
import { useRegistrationDraft } from "./registration-draft.ts";
import { unchecked, useDuplicates } from "./use-duplicates.ts";

/** Why it is another person, said of these persons only: another name brings up others. */
type Difference = { from: string; reason: DifferenceReason | "" };

export function RegisterPage() {
  const { values, keep, drop } = useRegistrationDraft();
  const form = usePatientForm(values, keep);
  const { candidates, doubt, resolveDoubt } = useDuplicates(values, form.reading);
  const registration = usePost(
    "register",
    (body: PatientRegistration, key) => call("POST", "/api/patients", { body, key }),
    [["patients"]],
  );
  const router = useRouter();
  const client = useQueryClient();
  const [difference, setDifference] = useState<Difference>({ from: "", reason: "" });
  const [stopped, setStopped] = useState(0);
  const [checking, setChecking] = useState(false);
  const reason = difference.from === doubt ? difference.reason : "";
  const locked = checking || registration.locked;
  const facilityId = useChosenFacility(values["/facilityId"]);
  const unknown = registration.state === "unknown";
  // Whoever comes to register begins to type.
  useEffect(() => document.getElementById(inputId("/lastName"))?.focus(), []);

  async function mayBeRegistered(): Promise<boolean> {
    if (!form.mayBeSent()) return false;
    setChecking(true);
    const found = await resolveDoubt();
    setChecking(false);
    const told = found === "" || (found === difference.from && difference.reason !== "");
    // The fields are unlocked by then, and the footer shows whom to tell it from.
    if (!told) setTimeout(() => setStopped((times) => times + 1));
    return told;
  }

  async function register() {
    // One that may have been saved is asked about before anything else: it can be its own duplicate
    // by now.
    const mayBeSent = unknown || (await mayBeRegistered());
    const isChecked = doubt !== unchecked || reason === "";
    const said = { ...(isChecked && { checkDuplicates: true, ...(reason !== "" && { differsBecause: reason }) }) };
    const body = { ...toPatientWrite(values, form.reading), ...(facilityId && { facilityId }), ...said };
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
    setDifference({ from: "", reason: "" });
    setStopped(0);
    document.getElementById(inputId("/lastName"))?.focus();
  }

  return (
    <Container size="xl" pt="md">
      <PageTitle tab={t("Register")}>{t("Register patient")}</PageTitle>
      <Form label={t("Register patient")} onSubmit={() => void register()}>
        <Lockable locked={locked} gap="sm">
          <ErrorSummary items={form.summary} attempt={form.attempt} />
          <RegisterFields form={form} values={values} keep={keep} facilityId={facilityId} />
        </Lockable>
        <Stack gap="md" mt="md">
          <PostProblem
            state={registration.state}
            error={registration.error}
            refused={t("The patient was not registered. What you typed is kept.")}
            onShown={form.refuse}
            onDiscard={registration.discard}
          />
        </Stack>
        <RegisterFooter
          candidates={candidates}
          doubt={unknown ? "" : doubt}
          reason={reason}
          onReason={(said) => setDifference({ from: doubt, reason: said })}
          stopped={stopped}
          locked={locked}
          busy={checking || registration.busy}
          label={unknown ? checkAgain : t("Register")}
          onClear={Object.values(values).some(Boolean) ? clear : undefined}
        />
      </Form>
    </Container>
  );
}

/** The one chosen, else where the person works. */
function useChosenFacility(chosen: string | undefined): string | undefined {
  const { facilities, defaultFacilityId } = useMe();
  return chosen || defaultFacilityId || facilities.find((facility) => facility.active)?.id;
}
