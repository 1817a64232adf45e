import { Button, Group } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { t } from "../../i18n/i18n.ts";
import { toForm } from "../../patient/form-values.ts";
import classes from "../../patient/record.module.css";
import { SectionCard } from "./section-card.tsx";
import { isEmpty, type Section, sections } from "./sections.ts";
import { useEditing } from "./use-editing.ts";

type Props = { patient: Patient; mayEdit: boolean };

/** What is known, in two columns; what is not is folded into a line to add it by. */
export function SummaryCard({ patient, mayEdit }: Props) {
  const values = toForm(patient);
  const empty = sections.filter((section) => isEmpty(section, values));
  return (
    <div className={`surface ${classes.summary}`}>
      {sections.map((section) => (
        <SectionCard
          key={section.id}
          section={section}
          patient={patient}
          mayEdit={mayEdit}
          isEmpty={empty.includes(section)}
        />
      ))}
      {empty.length > 0 && (
        <Group gap="xs" className={classes.folded}>
          {mayEdit
            ? empty.map((section) => <AddSection key={section.id} section={section} patient={patient} />)
            : t("Not recorded: {sections}", {
                sections: empty.map(({ title }) => title.toLowerCase()).join(", "),
              })}
        </Group>
      )}
    </div>
  );
}

function AddSection({ section, patient }: { section: Section; patient: Patient }) {
  const { edit, start } = useEditing(patient, section.id);
  if (edit) return null;
  return (
    <Button variant="default" size="xs" onClick={start} id={`edit-${section.id}`}>
      {section.add}
    </Button>
  );
}
