/** Posting a charge. */
import { Button, Stack, TextInput } from "@mantine/core";
import type { Account } from "@pms/contracts/billing/accounts";
import { type Charge, postingQuestions } from "@pms/contracts/billing/postings";
import type { LedgerTransaction } from "@pms/contracts/billing/transactions";
import type { Patient } from "@pms/contracts/patients/patient";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useDraft } from "../../hooks/use-draft.ts";
import { useFormats } from "../../hooks/use-formats.ts";
import { useHandover } from "../../hooks/use-handover.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { formatIdentityDate } from "../../lib/local-date.ts";
import { questionsOf } from "../../lib/problem.ts";
import classes from "../../patient/ledger.module.css";
import { staleAfterPosting } from "../../patient/ledger-queries.ts";
import { type ChargeDraft, readCharge } from "./charge-draft.ts";
import { PostingDrawer } from "./posting-drawer.tsx";
import { useListedPrice } from "./use-listed-price.ts";

type Props = { opened: boolean; onClose: (posted?: LedgerTransaction) => void; patient: Patient; account: Account };

/** The form of an account’s charges. */
export const chargeOf = (accountId: string) => `charge:${accountId}`;

export function ChargeDrawer({ opened, onClose, patient, account }: Props) {
  const name = chargeOf(account.id);
  const { draft = {}, keep, drop } = useDraft<ChargeDraft>(name);
  const posting = usePost(
    name,
    (body: Charge, key) => call("POST", "/api/billing/accounts/{id}/charges", { path: { id: account.id }, body, key }),
    staleAfterPosting(patient.id, account.id),
  );
  const handOver = useHandover<LedgerTransaction>(`posted:${account.id}`, (posted) => {
    setTried(false);
    onClose(posted);
  });
  const [tried, setTried] = useState(false);
  const { money, reading } = useFormats();
  const { listed, askNow } = useListedPrice(draft, account, reading);
  const { problems, charge } = readCharge(draft, account, reading, listed);
  // Asked of what was sent: whoever changes it afterwards is asked anew.
  const [changed, setChanged] = useState(false);
  const asked = changed ? [] : postingQuestions.filter((question) => questionsOf(posting.error).includes(question));

  async function post() {
    setTried(true);
    setChanged(false);
    // Whoever is quicker than the price list waits for it.
    const meant = charge ?? readCharge(draft, account, reading, await askNow()).charge;
    const transaction = await posting.post(meant && asked.length > 0 ? { ...meant, confirm: asked } : meant);
    if (!transaction) return;
    drop();
    handOver(transaction);
  }
  const field = (name: keyof ChargeDraft) => ({
    size: "md" as const,
    autoComplete: "off",
    value: draft[name] ?? "",
    error: tried && problems[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      setChanged(true);
      keep({ ...draft, [name]: event.currentTarget.value });
    },
  });
  return (
    <PostingDrawer title={t("Post charge")} patient={patient} opened={opened} onClose={onClose} locked={posting.busy}>
      <Form label={t("Post charge")} onSubmit={() => void post()}>
        <Lockable locked={posting.locked}>
          <TextInput label={t("Code")} maxLength={50} data-autofocus {...field("code")} />
          <TextInput
            label={t("Description")}
            maxLength={500}
            {...(listed && { description: t("Empty means “{text}”", { text: listed.description }) })}
            {...field("description")}
          />
          <TextInput
            label={t("Service date")}
            description={t("Empty means today, {date}", { date: formatIdentityDate(reading.today) })}
            dir="auto"
            {...field("serviceDate")}
          />
          <TextInput
            label={t("Amount")}
            inputMode="decimal"
            className={classes.amountInput}
            {...(listed && {
              description: t("Empty means {amount}, by the price list", {
                amount: money({ amountMinor: listed.amountMinor, currency: account.currency }),
              }),
            })}
            {...field("amount")}
          />
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
              : charge && asked.length > 0
                ? t("It is right: post it all the same")
                : charge
                  ? t("Post charge of {amount}", { amount: money(charge.amount) })
                  : t("Post charge")}
          </Button>
        </Stack>
      </Form>
    </PostingDrawer>
  );
}
