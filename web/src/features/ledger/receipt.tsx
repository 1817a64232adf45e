import { Button, Group, Stack, Text } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients";
import { useFormats } from "../../app/use-formats.ts";
import { Mrn } from "../../components/mrn.tsx";
import { Notice } from "../../components/notice.tsx";
import { PatientName } from "../patients/names.tsx";
import recordClasses from "../record/record.module.css";
import type { Taken } from "./payment-drawer.tsx";
import { methodWord } from "./words.ts";

type Props = { taken: Taken; patient: Patient; onDone: () => void };

/** One receipt for one posting, with the posting's own number. */
export function Receipt({ taken: { transaction, changeMinor }, patient, onDone }: Props) {
  const { money, balance, instant } = useFormats();
  const { amount, balanceAfter } = transaction;
  return (
    <Stack>
      <Notice tone="ok" role="status">
        <Text fw={600}>{money(amount)} posted.</Text>
      </Notice>
      <dl className={`print ${recordClasses.pairs}`}>
        <dt>Patient</dt>
        <dd>
          <PatientName patient={patient} /> · <Mrn value={patient.mrn} />
        </dd>
        <dt>Number</dt>
        <dd style={{ fontFamily: "var(--mantine-font-family-monospace)", fontSize: 14 }}>{transaction.id}</dd>
        <dt>Posted</dt>
        <dd>{instant(transaction.postedAt)}</dd>
        <dt>Paid</dt>
        <dd className="tabular">
          {money(amount)} {methodWord(transaction.method).toLowerCase()}
        </dd>
        {changeMinor > 0 && (
          <>
            <dt>Change given</dt>
            <dd className="tabular">{money({ ...amount, amountMinor: changeMinor })}</dd>
          </>
        )}
        <dt>New balance</dt>
        <dd className="tabular">
          <b>{balance(balanceAfter)}</b>
        </dd>
      </dl>
      <Group>
        <Button onClick={onDone} data-autofocus>
          Done
        </Button>
        <Button variant="default" onClick={() => window.print()}>
          Print
        </Button>
      </Group>
    </Stack>
  );
}
