/** Merging from a record: with one that looks like it, or with the one of an MRN. */
import { Button, Stack } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useShortcuts } from "../../hooks/use-shortcuts.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { type MergeBegun, MergeDialog } from "../../patient/merge-dialog.tsx";
import { MergeProgress } from "../../patient/merge-progress.tsx";
import { useMay } from "../../session/session.ts";
import { OtherRecord } from "./other-record.tsx";

/** For those who hold `patient:merge`, of a record that stands for itself. */
export function MergeActions({ patient }: { patient: Patient }) {
  const may = useMay()("patient:merge") && patient.status === "active";
  const [asking, setAsking] = useState(false);
  const [other, setOther] = useState<Patient>();
  const [begun, setBegun] = useState<MergeBegun>();
  const client = useQueryClient();
  const navigate = useNavigate();
  useShortcuts({ m: () => setAsking(true) }, may);
  async function end(survivorId: string) {
    say(t("Merged."));
    await client.invalidateQueries({ predicate: ({ queryKey: [kind] }) => kind !== "merges" });
    void navigate({ to: "/patients/$id", params: { id: survivorId } });
  }
  function close() {
    setAsking(false);
    setOther(undefined);
  }
  if (!may && !begun) return null;
  return (
    <Stack gap="sm" w="100%">
      {begun && (
        <MergeProgress
          id={begun.mergeId}
          onEnd={({ status, survivorId }) => status === "done" && void end(survivorId)}
        />
      )}
      {may && (
        <div>
          <Button variant="default" onClick={() => setAsking(true)} aria-keyshortcuts="m">
            {t("Merge with another record…")}
          </Button>
        </div>
      )}
      {asking && !other && <OtherRecord patient={patient} onClose={close} onChoose={setOther} />}
      {other && (
        <MergeDialog
          pair={[patient, other]}
          waits={false}
          onClose={close}
          onBegun={(merge) => {
            setBegun(merge);
            close();
          }}
        />
      )}
    </Stack>
  );
}
