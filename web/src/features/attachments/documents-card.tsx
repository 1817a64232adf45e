/** The photo, and small documents: what their bytes are, how large, since when and by whom. */
import { Group, Stack, Text, Title } from "@mantine/core";
import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { documentsOf } from "../../patient/attachment-queries.ts";
import { Photo } from "../../patient/photo.tsx";
import { useMay, useMe } from "../../session/session.ts";
import { AddFile } from "./add-file.tsx";
import classes from "./attachments.module.css";
import { DocumentItem } from "./document-item.tsx";

export function DocumentsCard({ patient }: { patient: Patient }) {
  const { id, status } = patient;
  const query = useInfiniteQuery(documentsOf(id));
  const ownOnly = seesOwnRecordOnly(useMe().user.roles);
  const mayWrite = useMay()("patient:write") && !ownOnly && status === "active";
  const documents = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack component="section" className="surface" gap="md" p="lg" aria-label={t("Photo and documents")}>
      <Title order={2}>{t("Photo and documents")}</Title>
      <Photo patientId={id} className={classes.photo ?? ""} size={128} />
      {mayWrite && (
        <Group align="start">
          <AddFile patientId={id} kind="photo" />
          <AddFile patientId={id} kind="document" />
        </Group>
      )}
      {query.isPending && <Waiting rows={3} />}
      {query.isError && (
        <Failure
          what={t("The documents could not be read.")}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.data && documents.length === 0 && <Text c="dimmed">{t("There are no documents yet.")}</Text>}
      {documents.length > 0 && (
        <ul className={classes.list}>
          {documents.map((document) => (
            <DocumentItem key={document.id} document={document} patientId={id} mayWrite={mayWrite} />
          ))}
        </ul>
      )}
      <LoadMore query={query} />
    </Stack>
  );
}
