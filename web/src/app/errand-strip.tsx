import { Button, Group, Text } from "@mantine/core";
import { t } from "../i18n/i18n.ts";
import { Rich } from "../i18n/rich.tsx";
import { setErrand, useErrand } from "../lib/errand.ts";
import classes from "./shell.module.css";

/** Reminds of what was begun without a patient, until one is opened or it is given up. */
export function ErrandStrip() {
  const errand = useErrand();
  if (!errand) return null;
  return (
    <div role="status" className={classes.errand}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">
          <Rich
            text="<0>{errand, select, charge {Whose charge is it?} other {Whose payment is it?}}</0> Find the patient: Enter marks the first, Enter again opens the form."
            values={{ errand }}
            elements={[<b key="whose" />]}
          />
        </Text>
        <Button size="compact-sm" variant="subtle" flex="none" onClick={() => setErrand(undefined)}>
          {t("Cancel")}
        </Button>
      </Group>
    </div>
  );
}
