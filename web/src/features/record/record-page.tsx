/** The record: one summary, edited in place, on the left; what is owed on the right. */
import { Group, Stack } from "@mantine/core";
import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { t } from "../../i18n/i18n.ts";
import { BalanceCard } from "../../patient/balance-card.tsx";
import classes from "../../patient/record.module.css";
import { useRecord } from "../../patient/use-record.ts";
import { useMay, useMe } from "../../session/session.ts";
import { DeactivateButton } from "./deactivate-button.tsx";
import { MergeActions } from "./merge-actions.tsx";
import { MergedNotice } from "./merged-notice.tsx";
import { SummaryCard } from "./summary-card.tsx";
import { useMayEdit } from "./use-may-edit.ts";

export function RecordPage() {
  const patient = useRecord();
  const may = useMay();
  const ownOnly = seesOwnRecordOnly(useMe().user.roles);
  const mayEdit = useMayEdit(patient);
  const mayRestore = may("patient:write") && !ownOnly;
  return (
    <>
      <PageTitle tab={t("Record")} visuallyHidden>
        {t("Record")}
      </PageTitle>
      {patient.status === "inactive" && (
        <Notice tone="info">
          {mayRestore
            ? t("This record is inactive: it can be read, not changed. Restore it to change it.")
            : t("This record is inactive: it can be read, not changed.")}
        </Notice>
      )}
      {patient.mergedInto !== undefined && <MergedNotice patient={patient} />}
      <div className={classes.columns}>
        <Stack gap="lg">
          <SummaryCard patient={patient} mayEdit={mayEdit} />
          {mayRestore && (
            <Group>
              <DeactivateButton patient={patient} />
            </Group>
          )}
          <MergeActions patient={patient} />
        </Stack>
        {may("billing:read") && <BalanceCard patient={patient} />}
      </div>
    </>
  );
}
