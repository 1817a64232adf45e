/** A patient's start page: what they owe, what was posted, and the way to their record. */
import { Anchor, Container, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { Notice } from "../../components/notice.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { accountOfPatient } from "../../patient/ledger-queries.ts";
import { newestPatients } from "../../patient/queries.ts";
import { useMe } from "../../session/session.ts";
import classes from "./me.module.css";
import { OwnTransactions } from "./own-transactions.tsx";
import { YouOwe } from "./you-owe.tsx";

export function MePage() {
  const { user } = useMe();
  // The one record that a patient's list holds.
  const query = useInfiniteQuery(newestPatients);
  const own = query.data?.pages[0]?.data[0];
  const isOpen = own?.billing.status === "active";
  const account = useQuery({ ...accountOfPatient(own?.id ?? ""), enabled: isOpen });
  return (
    <Container size="xl" py="lg">
      <Stack gap="lg" className={classes.page}>
        <PageTitle tab={t("Your record")}>{t("Hello, {name}", { name: user.firstName })}</PageTitle>
        {query.isPending && <Waiting rows={3} />}
        {query.isError && (
          <Failure
            what={t("Your record could not be read.")}
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        )}
        {query.isSuccess && !own && (
          <Notice tone="info">
            {t(
              "Your log-in is not linked to a record yet. Ask the clinic to link it; bring something that shows who you are.",
            )}
          </Notice>
        )}
        {own && !isOpen && (
          <Notice tone="info" role="status">
            {t("Your record is saved. Your billing account opens shortly.")}
          </Notice>
        )}
        {isOpen && account.isPending && <Waiting rows={4} from={t("Billing")} />}
        {account.isError && (
          <Failure what={t("Billing did not answer.")} error={account.error} onRetry={() => void account.refetch()} />
        )}
        {account.data && <YouOwe account={account.data} />}
        {account.data && <OwnTransactions accountId={account.data.id} />}
        {own && (
          <Text>
            <Rich
              text="<0>See what the clinic has on record about you</0> · <1>See who looked at it</1>"
              elements={[
                <Anchor
                  key="record"
                  renderRoot={(props) => <Link {...props} to="/patients/$id" params={{ id: own.id }} />}
                />,
                <Anchor key="access" renderRoot={(props) => <Link {...props} to="/me/access" />} />,
              ]}
            />
          </Text>
        )}
      </Stack>
    </Container>
  );
}
