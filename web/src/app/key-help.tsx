import { Kbd, Modal, Table, Text } from "@mantine/core";

const keys: readonly [string, string][] = [
  ["/", "Search patients"],
  ["n", "Register a patient"],
  ["g then p", "Patients"],
  ["g then i", "Insights"],
  ["g then a", "Your account"],
  ["j, k", "Next, previous row"],
  ["Enter", "Open the row"],
  ["1, 2, 3", "Tabs of a record"],
  ["e", "Edit the record"],
  ["c", "Post a charge"],
  ["p", "Take a payment"],
  ["Ctrl or ⌘ + Enter", "Send the form"],
  ["Esc", "Close"],
];

/** The keys, one table. They can be switched off under “Your account”. */
export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ "aria-label": "Close" }}>
      <Table>
        <Table.Tbody>
          {keys.map(([key, does]) => (
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
