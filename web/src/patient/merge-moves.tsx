/** What a merge moves beside the fields, service by service. */
import { List, Text } from "@mantine/core";
import type { MergePreview } from "@pms/contracts/patients/merging";
import { Notice } from "../components/notice.tsx";
import { useFormats } from "../hooks/use-formats.ts";
import { t } from "../i18n/i18n.ts";
import classes from "./merge.module.css";
import { mergeProblem } from "./merge-words.ts";

export function MergeMoves({ preview }: { preview: MergePreview }) {
  const { balance } = useFormats();
  const { moves, billing, users } = preview;
  const taken = [
    ...moves.identifiers.map(({ system, value }) => `${system} ${value}`),
    ...moves.contacts.map(({ name, relationship }) => t("contact {name} ({relationship})", { name, relationship })),
    ...moves.coverages.map(({ payer, memberId }) => t("coverage {payer} {memberId}", { payer, memberId })),
  ];
  return (
    <dl className={classes.moves} aria-label={t("What is moved")}>
      <dt>{t("Record")}</dt>
      <dd>
        {taken.length > 0 ? t("It also gets: {items}.", { items: taken.join(", ") }) : t("It gets nothing else.")}
      </dd>
      <dt>{t("Billing")}</dt>
      <dd>
        {billing
          ? t(
              "Of the record that stays: {survivor}; of the merged one: {merged}; together: {after}. The merged account is closed, and points to the other.",
              {
                survivor: balance(billing.survivor.balance),
                merged: balance(billing.merged.balance),
                after: balance(billing.balanceAfter),
              },
            )
          : t("Billing does not answer just now: the merge waits for it, and goes on by itself.")}
      </dd>
      <dt>{t("User account")}</dt>
      <dd>{userWords(users)}</dd>
      <dt>{t("Figures")}</dt>
      <dd>{t("The two count as one person, on every day since the first of them was registered.")}</dd>
    </dl>
  );
}

function userWords({ survivor, merged }: MergePreview["users"]): string {
  if (survivor.length + merged.length === 0) return t("Nobody signs in to see either record.");
  if (merged.length === 0) return t("Whoever sees the record that stays as their own goes on seeing it.");
  return t("Whoever sees the merged record as their own sees the one that stays.");
}

/** Why it can't be done; nothing where it can. */
export function MergeProblems({
  problems,
  title = t("These records cannot be merged now."),
}: {
  problems: readonly string[];
  title?: string;
}) {
  if (problems.length === 0) return null;
  return (
    <Notice tone="danger" role="alert">
      <Text fw={600}>{title}</Text>
      <List size="sm">
        {[...new Set(problems.map(mergeProblem))].map((problem) => (
          <List.Item key={problem}>{problem}</List.Item>
        ))}
      </List>
    </Notice>
  );
}
