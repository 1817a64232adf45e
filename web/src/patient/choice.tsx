/**
 * One of a few words: radios that are named, say what is wrong with them, and are chosen by their
 * first letter.
 */
import { Group, Input, Radio } from "@mantine/core";
import type { KeyboardEvent, ReactNode } from "react";
import { nextByLetter } from "./next-by-letter.ts";

type Props<Value extends string> = {
  /** Of the first radio, which is what a link to the field goes to. */
  id: string;
  label: ReactNode;
  words: Readonly<Record<Value, string>>;
  value: string | undefined;
  onChange: (value: Value) => void;
  error?: string | false | undefined;
  required?: boolean;
};

export function Choice<Value extends string>(props: Props<Value>) {
  const { id, label, words, value, onChange, error, required = false } = props;
  const [labelId, errorId] = [`${id}-label`, `${id}-error`];
  const inputOf = (each: string, index: number) => (index === 0 ? id : `${id}-${each}`);
  function chooseByLetter(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
    const next = nextByLetter(words, value, event.key);
    if (next === undefined) return;
    event.preventDefault();
    onChange(next);
    document.getElementById(inputOf(next, Object.keys(words).indexOf(next)))?.focus();
  }
  return (
    <div
      role="radiogroup"
      aria-labelledby={labelId}
      aria-required={required}
      aria-invalid={Boolean(error)}
      aria-describedby={error ? errorId : undefined}
      onKeyDown={chooseByLetter}
    >
      <Input.Label id={labelId} labelElement="div" size="sm">
        {label}
      </Input.Label>
      <Group gap="8px 20px" mt={4} mih={36}>
        {(Object.entries(words) as [Value, string][]).map(([each, word], index) => (
          <Radio
            key={each}
            id={inputOf(each, index)}
            name={id}
            value={each}
            label={word}
            checked={value === each}
            onChange={() => onChange(each)}
          />
        ))}
      </Group>
      {error && (
        <Input.Error id={errorId} mt={4}>
          {error}
        </Input.Error>
      )}
    </div>
  );
}
