/** Where a biller's day begins: who owes how much since when, and whether the books agree. */
import { Container, Stack, Text } from "@mantine/core";
import { PageTitle } from "../../components/page-title.tsx";
import { t } from "../../i18n/i18n.ts";
import { BalancesByAge } from "./balances-by-age.tsx";
import classes from "./billing.module.css";
import { LargestBalances } from "./largest-balances.tsx";
import { OldestBalances } from "./oldest-balances.tsx";
import { TrialBalance } from "./trial-balance.tsx";

export function BillingPage() {
  return (
    <Container size="xl" py="lg">
      <PageTitle tab={t("Balances")}>{t("Balances")}</PageTitle>
      <Text c="dimmed" mb="lg">
        {t("What is owed to the clinic, and by whom.")}
      </Text>
      <div className={classes.columns} data-settles="one-column">
        <Stack gap="lg" data-settles="always">
          <LargestBalances />
          <OldestBalances />
        </Stack>
        <Stack gap="lg" data-settles="always">
          <BalancesByAge />
          <TrialBalance />
        </Stack>
      </div>
    </Container>
  );
}
