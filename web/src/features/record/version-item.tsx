import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { HistoryEntry } from "@pms/contracts/patients/history";
import type { Patient } from "@pms/contracts/patients/patient";
import { useState } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { Author } from "../../patient/author.tsx";
import { labelOf } from "../../patient/patient-fields.ts";
import { useFacilityNames } from "../../session/use-facility-names.ts";
import { ChangePairs } from "./change-pairs.tsx";
import { RestoreVersionDialog } from "./restore-version.tsx";
import { changesBetween } from "./version-changes.ts";

const words = {
  created: t("Registered"),
  updated: t("Changed"),
  deactivated: t("Deactivated"),
  restored: t("Restored"),
  merged: t("Merged"),
  unmerged: t("Merge undone"),
};

type Props = { entry: HistoryEntry; before: Patient | undefined; mayRestore: boolean };

/** A version: what it changed, who did, when and why. */
export function VersionItem({ entry, before, mayRestore }: Props) {
  const { instant } = useFormats();
  const facilities = useFacilityNames();
  const [restoring, setRestoring] = useState(false);
  const changes = entry.change !== "created" && before ? changesBetween(before, entry.patient, facilities) : [];
  return (
    <section className="surface" aria-label={t("Version {version}", entry)} data-row tabIndex={-1}>
      <Stack gap="xs" p="lg">
        <Group justify="space-between" wrap="nowrap" align="start">
          <Title order={2}>
            {words[entry.change]} · {instant(entry.at)}
          </Title>
          {mayRestore && (
            <Button
              size="compact-sm"
              variant="subtle"
              style={{ flexShrink: 0 }}
              onClick={() => setRestoring(true)}
              aria-label={t("Restore version {version}…", entry)}
            >
              {t("Restore…")}
            </Button>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          <Rich
            text="Version {version} · by {author}"
            values={{ version: entry.version, author: <Author id={entry.by} /> }}
            elements={[]}
          />
        </Text>
        {entry.restoredFrom !== undefined && (
          <Text size="sm">{t("Says again what version {version} said.", { version: entry.restoredFrom })}</Text>
        )}
        {entry.reason && (
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            <Rich text="Because: <0/>" elements={[<bdi key="reason">{entry.reason}</bdi>]} />
          </Text>
        )}
        {changes.length > 0 && <ChangePairs changes={changes} />}
        {entry.change === "updated" && !before && <Text size="sm">{entry.changed.map(labelOf).join(", ")}</Text>}
      </Stack>
      {restoring && <RestoreVersionDialog entry={entry} onClose={() => setRestoring(false)} />}
    </section>
  );
}
