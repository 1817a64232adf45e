/** The fields of a form, which cannot be changed while they are being sent. */
import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./lockable.module.css";

type Props = { locked: boolean; gap?: string | number; children: ReactNode };

export function Lockable({ locked, gap = "lg", children }: Props) {
  return (
    // It groups nothing: it locks.
    <fieldset disabled={locked} role="presentation" className={classes.lockable}>
      <Stack gap={gap}>{children}</Stack>
    </fieldset>
  );
}
