import { Text } from "@mantine/core";
import { Rich } from "../../i18n/rich.tsx";
import classes from "./dashboard.module.css";

/** What hatching means, beneath a chart that has some. */
export function WithheldNote() {
  return (
    <Text size="sm" c="dimmed" mt="sm" className={classes.legend}>
      <span>
        <Rich
          text="<0/> Withheld: few people or none are behind it."
          elements={[<i key="hatched" className={classes.hatched} />]}
        />
      </span>
    </Text>
  );
}
