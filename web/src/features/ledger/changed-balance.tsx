import { Text } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { Notice } from "../../components/notice.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import type { SeenAccount } from "./use-seen-account.ts";

/** Two cashiers, one bill: said before anything is posted. */
export function ChangedBalance({ seen, account }: { seen: SeenAccount; account: Account }) {
  const { balance } = useFormats();
  return (
    <div role="alert">
      {seen.before && (
        <Notice tone="warn">
          <Text fw={600}>The balance changed while this was open.</Text>
          <Text>
            It was {balance(seen.before)}, now it is <b>{balance(account.balance)}</b>. Look at the ledger before you go
            on.
          </Text>
        </Notice>
      )}
    </div>
  );
}
