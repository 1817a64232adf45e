/** What a statement says: its sums beside the ledger, and all of it on paper. */
import { Table, Text, Title } from "@mantine/core";
import type { Statement } from "@pms/contracts/billing/documents";
import { Fragment } from "react";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { typeWords } from "../../patient/ledger-words.ts";
import recordClasses from "../../patient/record.module.css";
import { describeTransaction } from "./transaction-words.ts";

type Props = { statement: Statement };

export function StatementSums({ statement }: Props) {
  const { money, ledgerBalance, date } = useFormats();
  const { openingBalance, charges, credits, closingBalance, payerPart, patientPart, lines, asOf, aging } = statement;
  const owed = closingBalance.amountMinor > 0 ? aging.filter(({ amount }) => amount.amountMinor !== 0) : [];
  const sums: [label: string, value: string][] = [
    [t("Opening balance"), ledgerBalance(openingBalance)],
    [t("Charges"), money(charges)],
    [t("Payments and credits"), money(credits)],
    [t("Balance as of {date}", { date: date(asOf) }), ledgerBalance(closingBalance)],
    ...(payerPart.amountMinor === 0
      ? []
      : ([
          [t("Of this with the payer"), ledgerBalance(payerPart)],
          [t("Of this with the patient"), ledgerBalance(patientPart)],
        ] as [string, string][])),
    ...owed.map(({ fromDays, toDays, amount }): [string, string] => [daysOf(fromDays, toDays), money(amount)]),
  ];
  return (
    <section aria-label={t("What the statement says")}>
      <Text size="sm" c="dimmed" mb="xs">
        {t("{count, plural, =0 {No transactions} one {# transaction} other {# transactions}}", {
          count: lines.length,
        })}
      </Text>
      <dl className={`tabular ${recordClasses.pairs}`}>
        {sums.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

/** Of a part of what is owed: how long ago it was charged. */
function daysOf(from: number, to: number | undefined): string {
  return to === undefined
    ? t("Owed for more than {days} days", { days: from - 1 })
    : t("Owed for {from} to {to} days", { from, to });
}

export function PrintedStatement({ statement }: Props) {
  const { money, ledgerBalance, date } = useFormats();
  const { letterhead, addressee, reference, lines, openingBalance, closingBalance } = statement;
  const head = [letterhead.name, ...letterhead.addressLines, letterhead.phoneNumber].filter(Boolean);
  return (
    <>
      <Lines lines={head} />
      <Lines lines={[addressee.name, ...addressee.addressLines]} />
      <Title order={1} my="lg">
        {t("Account statement")}
      </Title>
      <Text mb="md">{t("Reference {reference}", { reference })}</Text>
      <StatementSums statement={statement} />
      <Table mt="lg" className="tabular">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("Date")}</Table.Th>
            <Table.Th>{t("Description")}</Table.Th>
            <Table.Th ta="end">{t("Charges")}</Table.Th>
            <Table.Th ta="end">{t("Credits")}</Table.Th>
            <Table.Th ta="end">{t("Balance")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {statement.from && (
            <Line cells={[date(statement.from), t("Opening balance"), "", "", ledgerBalance(openingBalance)]} />
          )}
          {lines.map(({ transaction, charge, credit, balance }) => (
            <Line
              key={transaction.id}
              cells={[
                date(transaction.effectiveOn),
                describeTransaction(transaction) || typeWords[transaction.type],
                charge ? money(charge) : "",
                credit ? money(credit) : "",
                ledgerBalance(balance),
              ]}
            />
          ))}
          <Line cells={[date(statement.asOf), t("Closing balance"), "", "", ledgerBalance(closingBalance)]} />
        </Table.Tbody>
      </Table>
    </>
  );
}

function Line({ cells: [day, what, ...sums] }: { cells: readonly [string, string, string, string, string] }) {
  return (
    <Table.Tr>
      <Table.Td>{day}</Table.Td>
      <Table.Td>{what}</Table.Td>
      {sums.map((sum, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cell has no other name than its column
        <Table.Td key={index} ta="end">
          {sum}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function Lines({ lines }: { lines: readonly (string | undefined)[] }) {
  return (
    <address style={{ fontStyle: "normal", marginBottom: 16 }}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of an address have no other name than their place
        <Text key={index} fw={index === 0 ? 600 : 400}>
          {line}
        </Text>
      ))}
    </address>
  );
}
