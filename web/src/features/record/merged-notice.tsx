/** Of a record that was merged: which one stands for it, and the way back for who may merge. */
import { Anchor, Button, Stack, Text } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Notice } from "../../components/notice.tsx";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { say } from "../../lib/answers.ts";
import { MergeProgress } from "../../patient/merge-progress.tsx";
import { mergeOf } from "../../patient/merge-queries.ts";
import { useMay } from "../../session/session.ts";
import { UndoMerge } from "./undo-merge.tsx";

export function MergedNotice({ patient }: { patient: Patient }) {
  const may = useMay()("patient:merge");
  const [asking, setAsking] = useState(false);
  const [undoing, setUndoing] = useState<string>();
  const client = useQueryClient();
  const { data: merge } = useQuery({ ...mergeOf(patient.id), enabled: may });
  const underWay = undoing ?? (merge?.status === "undoing" ? merge.id : undefined);
  return (
    <Stack gap="sm">
      <Notice tone="info">
        <Text>
          <Rich
            text="This record was merged into <0>another record of this person</0>. It can be read, not changed."
            elements={[
              <Anchor
                key="survivor"
                renderRoot={(props) => <Link {...props} to="/patients/$id" params={{ id: patient.mergedInto ?? "" }} />}
              />,
            ]}
          />
        </Text>
        {merge && <Text size="sm">{t("Reason: {reason}", { reason: merge.reason })}</Text>}
        {merge && !underWay && (
          <Button mt="sm" size="xs" variant="default" onClick={() => setAsking(true)}>
            {t("Undo the merge…")}
          </Button>
        )}
      </Notice>
      {underWay && (
        <MergeProgress
          id={underWay}
          onEnd={({ status }) => {
            if (status === "undone") say(t("The merge is undone: both records stand for themselves again."));
            void client.invalidateQueries();
          }}
        />
      )}
      {asking && merge && (
        <UndoMerge
          merge={merge}
          patient={patient}
          onClose={() => setAsking(false)}
          onBegun={() => {
            setAsking(false);
            setUndoing(merge.id);
          }}
        />
      )}
    </Stack>
  );
}
