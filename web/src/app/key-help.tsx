import { Kbd, Modal, Table, Text } from "@mantine/core";
import { useNavEntries } from "./nav-entries.ts";

type Keys = readonly (readonly [string, string])[];

const first: Keys = [
  ["/", "Search patients"],
  ["Enter", "Mark the first found; again: open it"],
  ["Ctrl or ⌘ + K", "Palette: pages, patients, acts"],
  ["n", "Register a patient"],
];
const rest: Keys = [
  ["g then l", "Lock this screen"],
  ["j, k", "Next, previous row"],
  ["1, 2, 3", "Tabs of a record"],
  ["e", "Edit the record"],
  ["c", "Post a charge"],
  ["p", "Take a payment"],
  ["Ctrl or ⌘ + Enter", "Send the form"],
  ["Esc", "Close"],
];

/** The keys, one table. They can be switched off under “Your account”. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const pages = useNavEntries().flatMap(({ goKey, label }) => (goKey ? [[`g then ${goKey}`, label] as const] : []));
  return (
    <Modal opened onClose={onClose} title="Keys" closeButtonProps={{ "aria-label": "Close" }}>
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
        Single keys rest while you type. Switch them off under “Your account”.
      </Text>
    </Modal>
  );
}
