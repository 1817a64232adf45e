/** What stays in view while somebody registers: the look-alikes, and the button that registers. */
import { Button, Group, Input, NativeSelect, Text } from "@mantine/core";
import type { DifferenceReason } from "@pms/contracts/patients/record";
import { Link } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";
import { t } from "../../i18n/i18n.ts";
import { reasonWords } from "../../patient/difference-words.ts";
import { DuplicatePanel } from "./duplicate-panel.tsx";
import classes from "./register-page.module.css";
import { type Candidate, unchecked } from "./use-duplicates.ts";

type Props = {
  candidates: readonly Candidate[];
  doubt: string;
  reason: DifferenceReason | "";
  onReason: (reason: DifferenceReason | "") => void;
  /** How often it was tried to register in spite of a doubt. */
  stopped: number;
  locked: boolean;
  busy: boolean;
  label: string;
  onClear: (() => void) | undefined;
};

const countWords = (count: number) => t("{count, plural, one {# look-alike} other {# look-alikes}}", { count });

export function RegisterFooter(props: Props) {
  const { candidates, doubt, reason, onReason, stopped, locked, busy, label, onClear } = props;
  const strong = candidates.find((candidate) => candidate.strong);
  const inDoubt = doubt !== "";
  const first = useRef<HTMLElement>(null);
  const focusedFor = useRef(0);
  // At every drawing: whom to tell it from may be shown a moment after it was tried to register.
  useEffect(() => {
    if (stopped < focusedFor.current) focusedFor.current = stopped;
    if (stopped === focusedFor.current || locked || !first.current) return;
    focusedFor.current = stopped;
    first.current.focus();
  });
  return (
    <div className={classes.footer} data-strong={inDoubt || undefined}>
      <div role="status">
        {candidates.length > 0 && (
          <>
            <Text fw={600} size="sm" mb={4}>
              {strong ? t("Very likely registered already") : countWords(candidates.length)}
            </Text>
            <DuplicatePanel candidates={candidates} />
          </>
        )}
      </div>
      {inDoubt && stopped > 0 && reason === "" && (
        <Input.Error id="doubt-error" size="sm">
          {doubt === unchecked
            ? t("Choose a reason, or press Register again to check again")
            : t("Open the record that is there already, or say why this is another person")}
        </Input.Error>
      )}
      <Group gap="sm" align="end">
        {inDoubt && strong && (
          <Button
            renderRoot={(props) => (
              <Link
                {...props}
                to="/patients/$id"
                params={{ id: strong.patient.id }}
                ref={first as RefObject<HTMLAnchorElement | null>}
              />
            )}
          >
            {t("Open this record")}
          </Button>
        )}
        {inDoubt && (
          <NativeSelect
            aria-label={doubt === unchecked ? t("Duplicates could not be checked") : t("Different person because")}
            aria-describedby={stopped > 0 && reason === "" ? "doubt-error" : undefined}
            disabled={locked}
            ref={strong ? undefined : (first as RefObject<HTMLSelectElement | null>)}
            data={[
              {
                value: "",
                label: doubt === unchecked ? t("Could not check for duplicates…") : t("Different person because…"),
              },
              ...Object.entries(doubt === unchecked ? { other: t("Register without that") } : reasonWords).map(
                ([value, word]) => ({ value, label: word }),
              ),
            ]}
            value={reason}
            onChange={(event) => onReason(event.currentTarget.value as DifferenceReason | "")}
          />
        )}
        <Button type="submit" variant={inDoubt && reason === "" ? "default" : "filled"} loading={busy}>
          {label}
        </Button>
        {onClear && (
          <Button variant="subtle" onClick={onClear} disabled={locked}>
            {t("Clear the form")}
          </Button>
        )}
        {candidates.length === 0 && onClear && (
          <Text size="sm" c="dimmed" ms="auto" my="auto">
            {t("No look-alikes so far")}
          </Text>
        )}
      </Group>
    </div>
  );
}
