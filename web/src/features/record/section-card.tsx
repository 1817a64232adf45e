/** One section: shown as pairs, edited in place, and not shown while it has nothing to show. */
import { Button, Group, Title } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { EditIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import classes from "../../patient/record.module.css";
import { EditSection } from "./edit-section.tsx";
import { SectionPairs } from "./section-pairs.tsx";
import type { Section } from "./sections.ts";
import { useEditing } from "./use-editing.ts";

type Props = { section: Section; patient: Patient; mayEdit: boolean; isEmpty: boolean };

export function SectionCard({ section, patient, mayEdit, isEmpty }: Props) {
  const { edit, keep, drop, start } = useEditing(patient, section.id);
  const editing = edit !== undefined && mayEdit;
  if (isEmpty && !editing) return null;
  return (
    <section className={classes.section} data-editing={editing || undefined} aria-label={section.title}>
      <Group justify="space-between" mih={28} mb={4} wrap="nowrap">
        <Title order={2}>{section.title}</Title>
        {mayEdit && !edit && (
          <Button
            variant="subtle"
            size="xs"
            leftSection={<EditIcon />}
            onClick={start}
            id={`edit-${section.id}`}
            aria-label={section.edit}
          >
            {t("Edit")}
          </Button>
        )}
      </Group>
      {editing ? (
        <EditSection
          section={section}
          patientId={patient.id}
          edit={edit}
          keep={keep}
          onDone={() => {
            drop();
            setTimeout(() => {
              // Done late, it takes the focus from nobody who has gone on to something else.
              if (document.activeElement === document.body) document.getElementById(`edit-${section.id}`)?.focus();
            });
          }}
        />
      ) : (
        <SectionPairs section={section} patient={patient} onAdd={mayEdit ? start : undefined} />
      )}
    </section>
  );
}
