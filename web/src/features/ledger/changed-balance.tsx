import { Text } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { Notice } from "../../components/notice.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import type { SeenAccount } from "./use-seen-account.ts";

/** Two cashiers, one bill: said before anything is posted. */
export function ChangedBalance({ seen, account }: { seen: SeenAccount; account: Account }) {
  const { balance } = useFormats();
  return (
    <div role="alert">
      {seen.before && (
        <Notice tone="warn">
          <Text fw={600}>{t("The balance changed while this was open.")}</Text>
          <Text>
            <Rich
              text="It was {before}, now it is <0>{now}</0>. Look at the ledger before you go on."
              values={{ before: balance(seen.before), now: balance(account.balance) }}
              elements={[<b key="now" />]}
            />
          </Text>
        </Notice>
      )}
    </div>
  );
}
