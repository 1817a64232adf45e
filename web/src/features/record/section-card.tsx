/** One section: shown as pairs, edited in place. */
import { Button, Group, Title } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { EditIcon } from "../../components/icons.tsx";
import { EditSection } from "./edit-section.tsx";
import { SectionPairs } from "./section-pairs.tsx";
import type { Section } from "./sections.ts";
import { useEditing } from "./use-editing.ts";

type Props = { section: Section; patient: Patient; mayEdit: boolean };

export function SectionCard({ section, patient, mayEdit }: Props) {
  const { edit, keep, drop, start } = useEditing(patient, section.id);
  return (
    <section className="surface" aria-label={section.title}>
      <Group justify="space-between" px="lg" pt="md" pb="xs">
        <Title order={2}>{section.title}</Title>
        {mayEdit && !edit && (
          <Button
            variant="subtle"
            size="xs"
            leftSection={<EditIcon />}
            onClick={start}
            id={`edit-${section.id}`}
            aria-label={`Edit ${section.title.toLowerCase()}`}
          >
            Edit
          </Button>
        )}
      </Group>
      {edit && mayEdit ? (
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
        <SectionPairs section={section} patient={patient} />
      )}
    </section>
  );
}
