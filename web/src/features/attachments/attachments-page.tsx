/** What stands beside a record: what staff note, its photo, and small documents. */
import { PageTitle } from "../../components/page-title.tsx";
import { t } from "../../i18n/i18n.ts";
import { useRecord } from "../../patient/use-record.ts";
import { useMay } from "../../session/session.ts";
import classes from "./attachments.module.css";
import { DocumentsCard } from "./documents-card.tsx";
import { NotesCard } from "./notes-card.tsx";

export function AttachmentsPage() {
  const patient = useRecord();
  const withNotes = useMay()("note:read");
  return (
    <>
      <PageTitle tab={t("Record documents")} visuallyHidden>
        {withNotes ? t("Notes and documents") : t("Documents")}
      </PageTitle>
      <div className={withNotes ? classes.columns : undefined}>
        {withNotes && <NotesCard patient={patient} />}
        <DocumentsCard patient={patient} />
      </div>
    </>
  );
}
