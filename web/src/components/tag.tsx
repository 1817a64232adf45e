/** A state in a word with its icon; colour only underlines it. */
import type { ReactNode } from "react";
import classes from "./tag.module.css";

type Props = { tone: "ok" | "warn" | "danger" | "info" | "plain"; icon?: ReactNode; children: ReactNode };

export function Tag({ tone, icon, children }: Props) {
  return (
    <span className={`${classes.tag} ${classes[tone]}`}>
      {icon}
      {children}
    </span>
  );
}
