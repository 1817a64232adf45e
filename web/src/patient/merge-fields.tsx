/** The fields in which two records differ, side by side: a digit turns the choice of a row. */
import { Kbd, Text } from "@mantine/core";
import type { FieldChoices, MergedField, MergePreview } from "@pms/contracts/patients/merging";
import { Mrn } from "../components/mrn.tsx";
import { useFormats } from "../hooks/use-formats.ts";
import { t } from "../i18n/i18n.ts";
import classes from "./merge.module.css";
import { mergedFieldWord, shownField } from "./merge-words.ts";
import { PatientName } from "./names.tsx";

export type Side = "survivor" | "merged";
export const sides: readonly Side[] = ["survivor", "merged"];

/** Those that can be chosen have a digit, in their order. */
export const choosable = ({ fields }: MergePreview) => fields.filter(({ conflict }) => conflict).slice(0, 9);

type Props = { preview: MergePreview; choices: FieldChoices; onChoose: (field: MergedField, side: Side) => void };

export function MergeFields({ preview, choices, onChoose }: Props) {
  const { reading, locale } = useFormats();
  const show = { today: reading.today, locale };
  const digits = new Map(choosable(preview).map(({ field }, index) => [field, String(index + 1)]));
  if (preview.fields.length === 0)
    return <Text>{t("The two records differ in no field of which one has to be chosen.")}</Text>;
  return (
    <table className={classes.fields} aria-label={t("Where the records differ")}>
      <thead>
        <tr>
          <th scope="col">
            <span className="offscreen">{t("Field")}</span>
          </th>
          {sides.map((side) => (
            <th scope="col" key={side}>
              <Text size="sm" c="dimmed" fw={400}>
                {side === "survivor" ? t("This record stays") : t("This one is merged into it")}
              </Text>
              <PatientName patient={preview[side]} /> · <Mrn value={preview[side].mrn} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {preview.fields.map(({ field, conflict, chosen }) => {
          const choice = choices[field] ?? chosen;
          return (
            <tr key={field}>
              <th scope="row">
                {digits.has(field) && <Kbd aria-hidden="true">{digits.get(field)}</Kbd>} {mergedFieldWord(field)}
              </th>
              {sides.map((side) => {
                const value = shownField(preview[side], field, show);
                return (
                  <td key={side}>
                    {conflict ? (
                      <label className={classes.value} data-chosen={choice === side || undefined}>
                        <input
                          type="radio"
                          name={`merge-${field}`}
                          checked={choice === side}
                          onChange={() => onChoose(field, side)}
                          aria-label={t("{field}: {value}", { field: mergedFieldWord(field), value })}
                        />
                        <bdi>{value}</bdi>
                      </label>
                    ) : (
                      <bdi>{value || t("nothing: taken from the other")}</bdi>
                    )}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
