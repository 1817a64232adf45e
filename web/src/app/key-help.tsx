import { Kbd, Modal, Table, Text } from "@mantine/core";
import { t } from "../i18n/i18n.ts";
import { useNavEntries } from "./nav-entries.ts";

type Keys = readonly (readonly [string, string])[];

const first: Keys = [
  ["/", t("Search patients")],
  ["Enter", t("Mark the first found; again: open it")],
  [t("Ctrl or ⌘ + K"), t("Palette: pages, patients, acts")],
  ["n", t("Register a patient")],
];
const rest: Keys = [
  [t("{first} then {second}", { first: "g", second: "l" }), t("Lock this screen")],
  ["j, k", t("Next, previous row")],
  ["1, 2, 3", t("Tabs of a record")],
  ["e", t("Edit the record")],
  ["c", t("Post a charge")],
  ["p", t("Take a payment")],
  ["m, d", t("Possible duplicates: merge; two persons. On a record: merge")],
  [t("Ctrl or ⌘ + Enter"), t("Send the form")],
  ["Esc", t("Close")],
];

/** The keys, one table. They can be switched off under “Your account”. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const pages = useNavEntries().flatMap(({ goKey, label }) =>
    goKey ? [[t("{first} then {second}", { first: "g", second: goKey }), label] as const] : [],
  );
  return (
    <Modal opened onClose={onClose} title={t("Keys")} closeButtonProps={{ "aria-label": t("Close") }}>
      <Table>
        <Table.Tbody>
          {[...first, ...pages, ...rest].map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="md">
        {t("Single keys rest while you type. Switch them off under “Your account”.")}
      </Text>
    </Modal>
  );
}
