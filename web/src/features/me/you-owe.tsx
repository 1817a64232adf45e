import { Text } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import classes from "./me.module.css";

/** What is theirs to pay: the balance without the part that a payer is to pay. */
export function YouOwe({ account: { balance, payerBalance } }: { account: Account }) {
  const { money } = useFormats();
  const own = { ...balance, amountMinor: balance.amountMinor - payerBalance.amountMinor };
  const amount = money({ ...own, amountMinor: Math.abs(own.amountMinor) });
  return (
    <section className={`surface ${classes.owe}`} aria-label={t("What you owe")}>
      <Text className={classes.amount}>
        {own.amountMinor > 0
          ? t("You owe {amount}", { amount })
          : own.amountMinor < 0
            ? t("You have {amount} in credit", { amount })
            : t("You owe nothing")}
      </Text>
      {payerBalance.amountMinor > 0 && (
        <Text c="dimmed">
          {t("Your insurance is expected to pay {amount} more. That is not yours to pay.", {
            amount: money(payerBalance),
          })}
        </Text>
      )}
    </section>
  );
}
