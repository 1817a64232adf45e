import { Text } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { useFormats } from "../../hooks/use-formats.ts";
import { Rich } from "../../i18n/rich.tsx";

/** What is owed as the form is filled in, and how much of it a payer is expected to pay. */
export function BalanceNow({ account: { balance: owed, payerBalance } }: { account: Account }) {
  const { money, balance } = useFormats();
  const values = { balance: balance(owed), part: money(payerBalance) };
  const elements = [<b key="balance" className="tabular" />];
  return (
    <Text size="sm">
      {payerBalance.amountMinor === 0 ? (
        <Rich text="Balance <0>{balance}</0>" values={values} elements={elements} />
      ) : (
        <Rich text="Balance <0>{balance}</0>, of which a payer is to pay {part}" values={values} elements={elements} />
      )}
    </Text>
  );
}
