/** Somebody else saved meanwhile: per field, yours or theirs. Nothing is overwritten unseen. */
import { Box, Button, Radio, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Form } from "../../components/form.tsx";
import { Notice } from "../../components/notice.tsx";
import { t } from "../../i18n/i18n.ts";
import type { FormValues } from "../../patient/form-values.ts";
import { labelOf } from "../../patient/patient-fields.ts";
import { conflictsOf, mergeForms } from "../../patient/patient-patch.ts";
import type { Edit } from "./use-editing.ts";

type Props = { edit: Edit; theirs: FormValues; onResolved: (values: FormValues) => void };

export function ConflictForm({ edit, theirs, onResolved }: Props) {
  const conflicts = conflictsOf(edit.base, edit.values, theirs);
  const [choices, setChoices] = useState<Readonly<Record<string, string>>>({});
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The field that it was sent from lost the focus when it was locked.
    if (document.activeElement === document.body) notice.current?.focus();
  }, []);
  const undecided = conflicts.some(({ pointer }) => !choices[pointer]);
  function resolve() {
    const keepTheirs = conflicts.map(({ pointer }) => pointer).filter((pointer) => choices[pointer] === "theirs");
    onResolved(mergeForms(edit.base, edit.values, theirs, new Set(keepTheirs)));
  }
  return (
    <Box>
      <Form label={t("Choose between two changes")} onSubmit={() => !undecided && resolve()}>
        <Stack gap="md">
          <Notice tone="warn" role="alert" focusRef={notice}>
            <Text fw={600}>{t("Not saved yet: somebody else changed this record meanwhile.")}</Text>
            <Text>
              {conflicts.length > 0
                ? t("Choose for each field.")
                : t("You changed different fields: both changes fit together.")}
            </Text>
          </Notice>
          {conflicts.map(({ pointer, yours, theirs: other }) => (
            <Radio.Group
              key={pointer}
              label={labelOf(pointer)}
              value={choices[pointer] ?? ""}
              onChange={(choice) => setChoices({ ...choices, [pointer]: choice })}
            >
              <Stack gap="xs" mt="xs">
                <Radio value="yours" label={t("Yours: {value}", { value: yours || t("(empty)") })} />
                <Radio value="theirs" label={t("Theirs: {value}", { value: other || t("(empty)") })} />
              </Stack>
            </Radio.Group>
          ))}
          <div>
            <Button type="submit" disabled={undecided}>
              {t("Go on editing")}
            </Button>
          </div>
        </Stack>
      </Form>
    </Box>
  );
}
