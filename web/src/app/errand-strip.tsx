import { Button, Group, Text } from "@mantine/core";
import { t } from "../i18n/i18n.ts";
import { setErrand, useErrand } from "../lib/errand.ts";
import classes from "./shell.module.css";

const words = { payment: t("Whose payment is it?"), charge: t("Whose charge is it?") };

/** Reminds of what was begun without a patient, until one is opened or it is given up. */
export function ErrandStrip() {
  const errand = useErrand();
  if (!errand) return null;
  return (
    <div role="status" className={classes.errand}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">
          <b>{words[errand]}</b> {t("Find the patient: Enter marks the first, Enter again opens the form.")}
        </Text>
        <Button size="compact-sm" variant="subtle" flex="none" onClick={() => setErrand(undefined)}>
          {t("Cancel")}
        </Button>
      </Group>
    </div>
  );
}
