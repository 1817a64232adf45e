/** Why two records are one person's. The last reason stays for the next pair of this sitting. */
import { Group, Input, Radio, TextInput } from "@mantine/core";
import { t } from "../i18n/i18n.ts";
import { type MergeReason, mergeReasons } from "./merge-words.ts";

export type SaidReason = { kind: MergeReason | "other"; text: string };
type Props = { said: SaidReason | undefined; onSay: (said: SaidReason) => void; isMissing: boolean };

const kinds = [...(Object.keys(mergeReasons) as MergeReason[]), "other"] as const;
const otherWord = t("Another reason");
const reasonMax = 500;

/** What the server is told; empty until something is said. */
export function reasonText(said: SaidReason | undefined): string {
  if (!said) return "";
  return said.kind === "other" ? said.text.trim() : mergeReasons[said.kind];
}

/** The next of the reasons that have their words. */
export function nextReason(said: SaidReason | undefined): SaidReason {
  const at = said ? kinds.indexOf(said.kind) : -1;
  return { kind: kinds[(at + 1) % (kinds.length - 1)] ?? "details-agree", text: said?.text ?? "" };
}

export function MergeReasons({ said, onSay, isMissing }: Props) {
  const text = said?.text ?? "";
  return (
    <div>
      <Radio.Group
        label={t("Reason (r)")}
        value={said?.kind ?? ""}
        onChange={(kind) => onSay({ kind: kind as SaidReason["kind"], text })}
      >
        <Group gap="md" mt={4} mb="sm">
          {kinds.map((kind) => (
            <Radio key={kind} size="md" value={kind} label={kind === "other" ? otherWord : mergeReasons[kind]} />
          ))}
        </Group>
      </Radio.Group>
      {said?.kind === "other" && (
        <TextInput
          mt="xs"
          aria-label={otherWord}
          maxLength={reasonMax}
          value={text}
          onChange={(event) => onSay({ kind: "other", text: event.currentTarget.value })}
        />
      )}
      {isMissing && (
        <Input.Error role="alert" size="sm" mt={4}>
          {t("Say why they are one person: r turns the reason")}
        </Input.Error>
      )}
    </div>
  );
}
