/**
 * Two records become one: who stays, of what they differ in which is kept, what moves, and why.
 * Worked by keyboard: digits choose, s turns the sides, r the reason, Enter merges.
 */
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { FieldChoices } from "@pms/contracts/patients/merging";
import type { Patient } from "@pms/contracts/patients/patient";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useRef, useState } from "react";
import { beneathHeader } from "../components/beneath-header.ts";
import { Failure } from "../components/failure.tsx";
import { Form } from "../components/form.tsx";
import { Waiting } from "../components/waiting.tsx";
import { PostProblem } from "../hooks/post-problem.tsx";
import { useDraft } from "../hooks/use-draft.ts";
import { t } from "../i18n/i18n.ts";
import { describeProblem, isOutcomeUnknown } from "../lib/problem.ts";
import classes from "./merge.module.css";
import { choosable, MergeFields } from "./merge-fields.tsx";
import { MergeMoves, MergeProblems } from "./merge-moves.tsx";
import { beginMerge, mergePreview } from "./merge-queries.ts";
import { MergeReasons, nextReason, reasonText, type SaidReason } from "./merge-reasons.tsx";
import { mergeProblem } from "./merge-words.ts";
import { Who } from "./who.tsx";

type Pair = readonly [survivor: Patient, merged: Patient];
export type MergeBegun = { mergeId: string; survivor: Patient; merged: Patient };
type Props = {
  /** The record that stays first, unless the sides are turned. */
  pair: Pair;
  /** One of them is in a merge that has not ended: this one waits for it. */
  waits: boolean;
  onClose: () => void;
  onBegun: (begun: MergeBegun) => void;
};

const isField = (target: EventTarget) =>
  target instanceof HTMLElement && target.matches('input[type="text"], textarea');

export function MergeDialog({ pair, waits, onClose, onBegun }: Props) {
  const [turned, setTurned] = useState(false);
  const [survivor, merged] = turned ? [pair[1], pair[0]] : pair;
  const [choices, setChoices] = useState<FieldChoices>({});
  const { draft, keep } = useDraft<{ said: SaidReason }>("merge-reason");
  const say = (said: SaidReason) => keep({ said });
  const reason = reasonText(draft?.said);
  const [lacksReason, setLacksReason] = useState(false);
  const key = useRef(crypto.randomUUID());
  const query = useQuery({ ...mergePreview(survivor, merged), enabled: !waits });
  const preview = query.isFetching ? undefined : query.data;
  const merging = useMutation({
    mutationFn: beginMerge,
    onSuccess: (mergeId) => onBegun({ mergeId, survivor, merged }),
    // Of other records, or of others than were seen: the preview is read anew, and asked under a new key.
    onError: (error) => {
      if (!isOutcomeUnknown(error)) key.current = crypto.randomUUID();
      void query.refetch();
    },
  });
  function turn() {
    setTurned(!turned);
    setChoices({});
    key.current = crypto.randomUUID();
  }
  function confirm() {
    if (!preview || preview.problems.length > 0 || merging.isPending) return;
    setLacksReason(reason === "");
    if (reason !== "") merging.mutate({ preview, reason, fields: choices, key: key.current });
  }
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.repeat) return event.key === "Enter" ? event.preventDefault() : undefined;
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    const row = preview && choosable(preview)[Number(event.key) - 1];
    if (row) {
      const { field, chosen } = row;
      setChoices({ ...choices, [field]: (choices[field] ?? chosen) === "survivor" ? "merged" : "survivor" });
    } else if (event.key === "s") turn();
    else if (event.key === "r") say(nextReason(draft?.said));
    else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) confirm();
    else return;
    event.preventDefault();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t("Merge two records of one person")}
      closeButtonProps={{ "aria-label": t("Close") }}
      styles={beneathHeader}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys of the whole dialog, beside its buttons */}
      <div onKeyDown={onKeyDown} tabIndex={-1} data-autofocus className={classes.form}>
        <Form label={t("Merge two records of one person")} onSubmit={confirm}>
          <Stack gap="md">
            <div>
              <Text>
                <b>{t("Stays:")}</b> <Who patient={survivor} />
              </Text>
              <Text>
                <b>{t("Is merged:")}</b> <Who patient={merged} />
              </Text>
            </div>
            {waits && <Text role="status">{t("Waiting for the merge before…")}</Text>}
            {!waits && !preview && !query.isError && <Waiting rows={6} />}
            {query.isError && !query.isFetching && (
              <Failure
                what={t("What the merge would do could not be read.")}
                error={query.error}
                onRetry={() => void query.refetch()}
              />
            )}
            {preview && (
              <>
                <MergeProblems problems={preview.problems} />
                <MergeFields
                  preview={preview}
                  choices={choices}
                  onChoose={(field, side) => setChoices({ ...choices, [field]: side })}
                />
                <MergeMoves preview={preview} />
              </>
            )}
            <MergeReasons said={draft?.said} onSay={say} isMissing={lacksReason && reason === ""} />
            <PostProblem
              state="idle"
              error={merging.error}
              refused={t("Nothing was merged.")}
              detail={merging.error ? mergeProblem(describeProblem(merging.error)) : undefined}
            />
            <Group>
              <Button type="submit" loading={merging.isPending} disabled={!preview || preview.problems.length > 0}>
                {t("Merge")}
              </Button>
              <Button variant="default" onClick={turn} disabled={merging.isPending} aria-keyshortcuts="s">
                {t("Keep the other record (s)")}
              </Button>
              <Button variant="default" onClick={onClose}>
                {t("Cancel")}
              </Button>
            </Group>
            <Text size="sm" c="dimmed">
              {t("Digits choose a value, s keeps the other record, r turns the reason, Enter merges, Esc leaves.")}
            </Text>
          </Stack>
        </Form>
      </div>
    </Modal>
  );
}
