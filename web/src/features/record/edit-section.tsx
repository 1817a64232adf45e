/**
 * A section as a form. Saving sends only what changed, on the version it was changed from (REL-5).
 */
import { Box, Button, Group, Stack } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ErrorSummary } from "../../components/error-summary.tsx";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { PostProblem } from "../../hooks/post-problem.tsx";
import { useHandover } from "../../hooks/use-handover.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { ApiError } from "../../lib/problem.ts";
import { Fields, ListFields } from "../../patient/field-group.tsx";
import { toForm } from "../../patient/form-values.ts";
import { mergeForms, toPatch } from "../../patient/patient-patch.ts";
import { usePatientForm } from "../../patient/use-patient-form.ts";
import { ConflictForm } from "./conflict-form.tsx";
import { ReasonField } from "./reason-field.tsx";
import { holds, type Section } from "./sections.ts";
import type { Edit } from "./use-editing.ts";
import { isReasonAsked, useReasonFields } from "./use-reason-fields.ts";

type Props = {
  section: Section;
  patientId: string;
  edit: Edit;
  keep: (edit: Edit) => void;
  onDone: () => void;
};

export function EditSection({ section, patientId, edit, keep, onDone }: Props) {
  const form = usePatientForm(
    edit.values,
    (values) => keep({ ...edit, values }),
    (pointer) => holds(section, pointer),
  );
  const client = useQueryClient();
  const [theirs, setTheirs] = useState<Patient>();
  const [error, setError] = useState<unknown>();
  const handTheirs = useHandover(`theirs:${patientId}:${section.id}`, setTheirs);
  const handError = useHandover(`failed:${patientId}:${section.id}`, setError);
  const path = { id: patientId };
  function finish(patient: Patient | undefined) {
    if (patient) client.setQueryData(["patient", patientId], patient);
    void client.invalidateQueries({ queryKey: ["patients"] });
    void client.invalidateQueries({ queryKey: ["history", patientId] });
    say(
      patient
        ? t("{section}: saved.", { section: section.title })
        : t("Nothing was changed, so there is nothing to save."),
    );
    onDone();
  }
  const mutationKey = ["edit", patientId, section.id];
  // Also one that was sent before the page was left: what would be typed meanwhile goes when it is
  // done.
  const saving = useIsMutating({ mutationKey }) > 0;
  const save = useMutation({
    mutationKey,
    mutationFn: async () => {
      const body = toPatch(edit.base, edit.values, form.reading);
      const reason = edit.reason?.trim();
      const why = reason && { reason };
      return body && call("PATCH", "/api/patients/{id}", { path, body: { ...body, ...why }, version: edit.version });
    },
    onSuccess: finish,
    onError: async (error) => {
      if (!(error instanceof ApiError && error.status === 412)) return handError(error);
      let present: Patient;
      try {
        present = await call("GET", "/api/patients/{id}", { path });
      } catch (failure) {
        return handError(failure);
      }
      const both = mergeForms(edit.base, edit.values, toForm(present), new Set());
      // An answer that got lost: what was typed is saved already.
      if (!toPatch(toForm(present), both, form.reading)) finish(present);
      else handTheirs(present);
    },
  });
  const changed = Object.keys(edit.base).filter(
    (pointer) => edit.base[pointer] && edit.base[pointer] !== (edit.values[pointer] ?? ""),
  );
  const reasonAsked = isReasonAsked(changed, useReasonFields());
  function send() {
    if (saving || !form.mayBeSent() || (reasonAsked && !edit.reason?.trim())) return;
    setError(undefined);
    save.mutate();
  }
  const box = useRef<HTMLDivElement>(null);
  const fresh = edit.values === edit.base;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the editing begins
  useEffect(() => {
    if (fresh) (box.current?.querySelector<HTMLElement>("input") ?? box.current?.querySelector("button"))?.focus();
  }, []);
  if (theirs) {
    return (
      <ConflictForm
        edit={edit}
        theirs={toForm(theirs)}
        onResolved={(values) => {
          client.setQueryData(["patient", patientId], theirs);
          keep({ ...edit, base: toForm(theirs), version: theirs.version, values });
          setTheirs(undefined);
        }}
      />
    );
  }
  const { list } = section;
  return (
    <Box ref={box}>
      <Form label={section.edit} onSubmit={send}>
        <Stack gap="md" maw={720}>
          <ErrorSummary items={form.summary} attempt={form.attempt} />
          <Lockable locked={saving} gap="md">
            {list ? (
              <ListFields list={list} values={edit.values} form={form} />
            ) : (
              <Fields fields={section.fields} form={form} allOptional={edit.values["/unidentified"] === "true"} />
            )}
            {reasonAsked && (
              <ReasonField
                asked
                value={edit.reason ?? ""}
                tried={form.attempt > 0}
                onChange={(reason) => keep({ ...edit, reason })}
              />
            )}
          </Lockable>
          <PostProblem
            state={saving ? "sending" : "idle"}
            error={error}
            refused={t("Not saved. What you typed is kept.")}
            onShown={form.refuse}
          />
          <Group>
            <Button type="submit" loading={saving}>
              {t("Save")}
            </Button>
            <Button variant="default" onClick={onDone} disabled={saving}>
              {t("Cancel")}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Box>
  );
}
