import { Text } from "@mantine/core";
import { PeopleIcon } from "../../components/icons.tsx";
import { t } from "../../i18n/i18n.ts";
import classes from "./duplicates.module.css";

/** Stands above the pairs of records that may all be one person's. */
export function GroupHead({ size }: { size: number }) {
  return (
    <div className={classes.group}>
      <Text fw={600}>
        <PeopleIcon />{" "}
        {t("{count, plural, one {# record} other {# records}} that may all be one person’s", { count: size })}
      </Text>
      <Text size="sm" c="dimmed">
        {t("Merge them one after the other: the record that is kept first is kept for the next pair as well.")}
      </Text>
    </div>
  );
}
