import { Text } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { useFormats } from "../../hooks/use-formats.ts";
import classes from "./me.module.css";

/** What is theirs to pay: the balance without the part that a payer is to pay. */
export function YouOwe({ account: { balance, payerBalance } }: { account: Account }) {
  const { money } = useFormats();
  const own = { ...balance, amountMinor: balance.amountMinor - payerBalance.amountMinor };
  const amount = money({ ...own, amountMinor: Math.abs(own.amountMinor) });
  return (
    <section className={`surface ${classes.owe}`} aria-label="What you owe">
      <Text className={classes.amount}>
        {own.amountMinor > 0
          ? `You owe ${amount}`
          : own.amountMinor < 0
            ? `You have ${amount} in credit`
            : "You owe nothing"}
      </Text>
      {payerBalance.amountMinor > 0 && (
        <Text c="dimmed">Your insurance is expected to pay {money(payerBalance)} more. That is not yours to pay.</Text>
      )}
    </section>
  );
}
