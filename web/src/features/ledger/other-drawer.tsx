/** Adjustment, refund and transfer: what is posted for another reason than a service or a payment. */
import { Button, Stack } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { postingQuestions } from "@pms/contracts/billing/postings";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useDraft } from "../../hooks/use-draft.ts";
import { useFormats } from "../../hooks/use-formats.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { questionsOf } from "../../lib/problem.ts";
import { staleAfterPosting } from "../../patient/ledger-queries.ts";
import { ChangedBalance } from "./changed-balance.tsx";
import { type OtherDraft, type OtherKind, type OtherPosting, readOther } from "./other-draft.ts";
import { OtherFields } from "./other-fields.tsx";
import { PostingDrawer } from "./posting-drawer.tsx";
import { useSeenAccount } from "./use-seen-account.ts";

type Props = {
  kind: OtherKind;
  patient: Patient;
  account: Account;
  onDone: (posted: LedgerTransaction) => void;
  onClose: () => void;
};

/** The form of an account’s adjustments, refunds or transfers. */
export const otherFormOf = (kind: OtherKind, accountId: string) => `${kind}:${accountId}`;

const titles = { adjustment: t("Adjust"), refund: t("Refund"), transfer: t("Transfer") };

function actOf(kind: OtherKind, amount: string): string {
  if (kind === "adjustment") return t("Adjust by {amount}", { amount });
  return kind === "refund" ? t("Give back {amount}", { amount }) : t("Transfer {amount}", { amount });
}

function send(id: string, { path, body }: OtherPosting, key: string) {
  const options = { path: { id }, key };
  if (path === "adjustments") return call("POST", "/api/billing/accounts/{id}/adjustments", { ...options, body });
  if (path === "refunds") return call("POST", "/api/billing/accounts/{id}/refunds", { ...options, body });
  return call("POST", "/api/billing/accounts/{id}/transfers", { ...options, body });
}

export function OtherDrawer({ kind, patient, account, onDone, onClose }: Props) {
  const name = otherFormOf(kind, account.id);
  const { draft = {}, keep, drop } = useDraft<OtherDraft>(name);
  const { money, reading } = useFormats();
  const [tried, setTried] = useState(false);
  const posting = usePost(
    name,
    (posted: OtherPosting, key) => send(account.id, posted, key),
    staleAfterPosting(patient.id, account.id),
  );
  const seen = useSeenAccount(account, true, posting.error);
  const read = readOther(kind, draft, { currency: account.currency, today: reading.today });
  const asked = postingQuestions.filter((question) => questionsOf(posting.error).includes(question));
  async function post() {
    setTried(true);
    if (!posting.locked && !seen.confirm()) return;
    const posted = await posting.post(withVersion(read.posting, account.version, asked));
    if (!posted) return;
    drop();
    onDone(posted);
  }
  const { amountMinor } = read;
  const act =
    amountMinor === undefined ? titles[kind] : actOf(kind, money({ amountMinor, currency: account.currency }));
  return (
    <PostingDrawer title={titles[kind]} patient={patient} opened onClose={onClose} locked={posting.busy}>
      <Form label={titles[kind]} onSubmit={() => void post()}>
        <Lockable locked={posting.locked} gap="md">
          <ChangedBalance seen={seen} account={account} />
          <OtherFields kind={kind} account={account} draft={draft} keep={keep} problems={tried ? read.problems : {}} />
        </Lockable>
        <Stack mt="lg">
          <PostProblem
            state={posting.state}
            error={posting.error}
            refused={t("Nothing was posted.")}
            onDiscard={posting.discard}
          />
          <Button type="submit" size="md" loading={posting.busy}>
            {posting.state === "unknown"
              ? checkAgain
              : asked.length > 0
                ? t("It is right: post it all the same")
                : seen.before
                  ? t("{act} all the same", { act })
                  : act}
          </Button>
        </Stack>
      </Form>
    </PostingDrawer>
  );
}

/** On the account as it was seen, with what was asked about it and stands. */
function withVersion(
  posting: OtherPosting | undefined,
  accountVersion: number,
  asked: (typeof postingQuestions)[number][],
): OtherPosting | undefined {
  const confirmed = { accountVersion, ...(asked.length > 0 && { confirm: asked }) };
  return posting && ({ ...posting, body: { ...posting.body, ...confirmed } } as OtherPosting);
}
