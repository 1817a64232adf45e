import { TransNoContext } from "@lingui/react/server";
import type { ReactElement } from "react";
import { i18n } from "./i18n.ts";

type Props = {
  /** With places for elements: `Read <0>the guide</0> first`. */
  text: string;
  values?: Record<string, unknown>;
  elements: readonly ReactElement[];
};

/** A text in the reader's language with elements inside it, whose order each language decides. */
export function Rich({ text, values, elements }: Props) {
  return (
    <TransNoContext
      id={text}
      {...(values && { values })}
      components={Object.fromEntries(elements.entries())}
      lingui={{ i18n }}
    />
  );
}
