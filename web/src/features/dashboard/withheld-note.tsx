import { Text } from "@mantine/core";
import classes from "./dashboard.module.css";

/** What hatching means, beneath a chart that has some. */
export function WithheldNote() {
  return (
    <Text size="sm" c="dimmed" mt="sm" className={classes.legend}>
      <span>
        <i className={classes.hatched} /> Withheld: few people or none are behind it.
      </span>
    </Text>
  );
}
