/** How far a merge is, in the place of what was merged, until it has ended. */
import { Text } from "@mantine/core";
import type { PatientMerge } from "@pms/contracts/patients/merging";
import { useEffect, useRef } from "react";
import { Notice } from "../components/notice.tsx";
import { t } from "../i18n/i18n.ts";
import { describeProblem } from "../lib/problem.ts";
import { useMerge } from "./merge-queries.ts";
import { mergeProblem, mergeStep } from "./merge-words.ts";

type Props = { id: string; onEnd: (merge: PatientMerge) => void };

export function MergeProgress({ id, onEnd }: Props) {
  const { merge, underWay, error } = useMerge(id);
  const told = useRef("");
  useEffect(() => {
    if (!merge || underWay || told.current === merge.status) return;
    told.current = merge.status;
    onEnd(merge);
  }, [merge, underWay, onEnd]);
  if (merge && !underWay && merge.problem !== undefined) return <MergeRefused merge={merge} />;
  if (merge && !underWay)
    return (
      <Notice tone="ok" role="status">
        <Text fw={600}>{merge.status === "undone" ? t("The merge is undone.") : t("Merged.")}</Text>
      </Notice>
    );
  return (
    <Notice tone={error ? "warn" : "info"} role="status">
      <Text fw={600}>{mergeStep(merge ?? { status: "running", step: "billing" })}</Text>
      {error ? (
        <Text>{t("{problem} It goes on by itself all the same.", { problem: describeProblem(error) })}</Text>
      ) : (
        <Text size="sm">{t("It comes to its end by itself, also when you leave this page.")}</Text>
      )}
    </Notice>
  );
}

/** It was begun and given up, or could not be undone: nothing has changed. */
function MergeRefused({ merge }: { merge: PatientMerge }) {
  return (
    <Notice tone="danger" role="alert">
      <Text fw={600}>
        {merge.status === "failed" ? t("Not merged: both records are as they were.") : t("The merge was not undone.")}
      </Text>
      <Text>{mergeProblem(merge.problem ?? "")}</Text>
    </Notice>
  );
}
