/**
 * The `h1` of a page: takes the focus when the page is come to, and names the tab without naming
 * anybody.
 */
import { Title } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { t } from "../i18n/i18n.ts";

let visited = false;

type Props = { children: ReactNode; tab: string; visuallyHidden?: boolean };

export function PageTitle({ children, tab, visuallyHidden = false }: Props) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = t("{tab} – Patient management", { tab });
    const typing = document.activeElement instanceof HTMLInputElement;
    if (visited && !typing) title.current?.focus({ preventScroll: true });
    visited = true;
  }, [tab]);
  return (
    <Title order={1} ref={title} tabIndex={-1} {...(visuallyHidden && { className: "offscreen" })}>
      {children}
    </Title>
  );
}
