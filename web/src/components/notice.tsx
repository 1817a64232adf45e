/**
 * A message in one of four tones: each has its shape and colour, and the words carry the meaning.
 */
import type { ReactNode, Ref } from "react";
import { AlertIcon, CheckIcon, ClockIcon, StopIcon } from "./icons.tsx";
import classes from "./notice.module.css";

const shapes = { ok: CheckIcon, warn: AlertIcon, danger: StopIcon, info: ClockIcon };
type Props = {
  tone: keyof typeof shapes;
  children: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits. */
  role?: "alert" | "status";
  focusRef?: Ref<HTMLDivElement>;
};

export function Notice({ tone, children, role, focusRef }: Props) {
  const Shape = shapes[tone];
  return (
    <div
      className={`${classes.notice} ${classes[tone]}`}
      role={role}
      ref={focusRef}
      tabIndex={focusRef ? -1 : undefined}
    >
      <Shape />
      <div className={classes.body}>{children}</div>
    </div>
  );
}
