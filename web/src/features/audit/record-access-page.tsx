/** The tab of a record that tells who looked at it. */
import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import { useParams } from "@tanstack/react-router";
import { PageTitle } from "../../components/page-title.tsx";
import { t } from "../../i18n/i18n.ts";
import { useMe } from "../../session/session.ts";
import { AccessTable } from "./access-table.tsx";

export function RecordAccessPage() {
  const { id = "" } = useParams({ strict: false });
  const isOwn = seesOwnRecordOnly(useMe().user.roles);
  return (
    <>
      <PageTitle tab={t("Who looked")}>{t("Who looked")}</PageTitle>
      <AccessTable patientId={id} own={isOwn} />
    </>
  );
}
