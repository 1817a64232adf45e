/**
 * What to correct, as links to the fields, in the fields' own words. Focused when a form could not
 * be sent.
 */
import { Text } from "@mantine/core";
import { type MouseEvent, useEffect, useRef } from "react";
import { t } from "../i18n/i18n.ts";
import { Notice } from "./notice.tsx";

export type SummaryItem = { id: string; detail: string };

export function ErrorSummary({ items, attempt }: { items: readonly SummaryItem[]; attempt: number }) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt to send brings the focus back here
  useEffect(() => box.current?.focus(), [attempt]);
  if (items.length === 0) return null;
  function goTo(event: MouseEvent, id: string) {
    event.preventDefault();
    const target = document.getElementById(id);
    target?.focus();
    target?.scrollIntoView({ block: "center" });
  }
  return (
    <Notice tone="danger" role="alert" focusRef={box}>
      <Text fw={600}>
        {t("{count, plural, one {One thing to correct} other {# things to correct}}", { count: items.length })}
      </Text>
      <ul>
        {items.map(({ id, detail }) => (
          <li key={id + detail}>
            <a href={`#${id}`} onClick={(event) => goTo(event, id)}>
              {detail}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
