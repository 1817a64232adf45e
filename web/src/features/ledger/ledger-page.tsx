/**
 * The account of one patient as a ledger: every posting stays, a mistake is answered by its
 * opposite.
 */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Account } from "@pms/contracts/billing/accounts";
import type { Patient } from "@pms/contracts/patients/patient";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useDraft } from "../../hooks/use-draft.ts";
import { useFormats } from "../../hooks/use-formats.ts";
import { attemptName } from "../../lib/post-reliably.ts";
import { useAskedForm } from "../../patient/asked-form.ts";
import { accountOfPatient, transactionsOf } from "../../patient/ledger-queries.ts";
import { useRecord } from "../../patient/use-record.ts";
import { useSameMoment } from "../../patient/use-same-moment.ts";
import { useMay } from "../../session/session.ts";
import { ChargeDrawer, chargeOf } from "./charge-drawer.tsx";
import { LedgerTable } from "./ledger-table.tsx";
import { PaymentDrawer, paymentOf } from "./payment-drawer.tsx";

export function LedgerPage() {
  const patient = useRecord();
  const pending = patient.billing.status === "pending";
  const account = useQuery({ ...accountOfPatient(patient.id), enabled: !pending });
  if (account.data) return <AccountLedger patient={patient} account={account.data} />;
  return (
    <>
      <PageTitle tab="Ledger">Ledger</PageTitle>
      {pending && (
        <Notice tone="info" role="status">
          The billing account opens shortly. This page shows it by itself.
        </Notice>
      )}
      {!pending && account.isPending && <Waiting from="Billing" />}
      {account.isError && (
        <Failure what="Billing did not answer." error={account.error} onRetry={() => void account.refetch()} />
      )}
    </>
  );
}

const useIsHeld = (form: string) => useDraft(attemptName(form)).draft !== undefined;

function AccountLedger({ patient, account }: { patient: Patient; account: Account }) {
  const query = useInfiniteQuery(transactionsOf(account.id, 100));
  const { time } = useFormats();
  const mayPost = useMay()("billing:post") && account.status === "active" && patient.status === "active";
  // What was sent and is not settled can be checked even when nothing else may be posted any
  // longer.
  const mayCharge = useIsHeld(chargeOf(account.id)) || mayPost;
  const mayPay = useIsHeld(paymentOf(account.id)) || mayPost;
  const [charging, charge] = useDisclosure(false);
  const [paying, payment] = useDisclosure(false);
  useAskedForm(patient.id, (form) => {
    if (mayPost) ({ charge, payment })[form].open();
    return mayPost;
  });
  useSameMoment(account, query.data?.pages[0]?.data[0]);
  const rows = (query.data?.pages.flatMap(({ data }) => data) ?? []).toReversed();
  return (
    <>
      <Group justify="space-between" mb="lg">
        <div>
          <PageTitle tab="Ledger">Ledger</PageTitle>
          <Text size="sm" c="dimmed" className="tabular">
            {query.dataUpdatedAt > 0 && `As of ${time(query.dataUpdatedAt)}`}
          </Text>
        </div>
        <Group gap="sm">
          {mayCharge && (
            <Button variant="default" onClick={charge.open}>
              Post charge
            </Button>
          )}
          {mayPay && <Button onClick={payment.open}>Take payment</Button>}
        </Group>
      </Group>
      {query.isPending && <Waiting rows={8} from="Billing" />}
      {query.isError && (
        <Failure what="Billing did not answer." error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && rows.length === 0 && (
        <div className="surface">
          <Empty>Nothing posted yet. The account is {account.status}.</Empty>
        </div>
      )}
      {rows.length > 0 && (
        <Stack>
          <LoadMore query={query}>Load earlier</LoadMore>
          <LedgerTable rows={rows} patient={patient} />
        </Stack>
      )}
      <ChargeDrawer opened={charging} onClose={charge.close} patient={patient} account={account} />
      <PaymentDrawer opened={paying} onClose={payment.close} patient={patient} account={account} />
    </>
  );
}
