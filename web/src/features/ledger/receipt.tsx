import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { Mrn } from "../../components/mrn.tsx";
import { Notice } from "../../components/notice.tsx";
import { PrintSheet } from "../../components/print-sheet.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { describeBirth } from "../../patient/born.ts";
import { methodWord } from "../../patient/ledger-words.ts";
import { PatientName } from "../../patient/names.tsx";
import recordClasses from "../../patient/record.module.css";
import { useMe } from "../../session/session.ts";
import type { Taken } from "./payment-drawer.tsx";

type Props = { taken: Taken; patient: Patient };

/** One receipt for one posting, with the posting's own number. */
export function Receipt({ taken, patient, onDone }: Props & { onDone: () => void }) {
  const { money } = useFormats();
  const clinic = useMe().facilities.find(({ id }) => id === patient.facilityId);
  return (
    <Stack>
      <Notice tone="ok" role="status">
        <Text fw={600}>{money(taken.transaction.amount)} posted.</Text>
      </Notice>
      <Lines taken={taken} patient={patient} />
      <PrintSheet>
        <Title order={1}>Receipt</Title>
        <Text mb="lg">{clinic?.name}</Text>
        <Lines taken={taken} patient={patient} />
      </PrintSheet>
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

function Lines({ taken: { transaction, changeMinor }, patient }: Props) {
  const { money, balance, instant, reading } = useFormats();
  const { amount, balanceAfter } = transaction;
  return (
    <dl className={recordClasses.pairs}>
      <dt>Patient</dt>
      <dd>
        <PatientName patient={patient} />
      </dd>
      <dt>Born</dt>
      <dd>{describeBirth(patient, reading.today)}</dd>
      <dt>MRN</dt>
      <dd>
        <Mrn value={patient.mrn} />
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
  );
}
