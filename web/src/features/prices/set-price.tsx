import { Button, Checkbox, Modal, Select, Stack, TextInput } from "@mantine/core";
import type { Price, PriceWrite } from "@pms/contracts/billing/prices";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Lockable } from "../../components/lockable.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { useHandover } from "../../hooks/use-handover.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { markRow, say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { decimalString } from "../../lib/money.ts";
import { useMe } from "../../session/session.ts";
import { type PriceDraft, readPrice } from "./price-draft.ts";
import type { PriceStart } from "./price-table.tsx";
import { pricesKey } from "./queries.ts";

const everybody = "everybody";

function begin({ code = "", description = "", category = "", amount, payer = "", facilityId }: PriceStart): PriceDraft {
  const typed = amount ? decimalString(amount.amountMinor, amount.currency) : "";
  return { code, description, category, payer, facilityId, amount: typed, from: "", offTheList: false };
}

type Props = { start: PriceStart; currency: string; onClose: () => void };

/** A new price, or what a code costs from another day on. */
export function SetPrice({ start, currency, onClose }: Props) {
  const { reading, date, money } = useFormats();
  const { facilities } = useMe();
  const [draft, setDraft] = useState(() => begin(start));
  const [tried, setTried] = useState(false);
  const { problems, price } = readPrice(draft, currency, reading);
  const posting = usePost("price", (body: PriceWrite, key) => call("POST", "/api/billing/prices", { body, key }), [
    pricesKey,
  ]);
  const handOver = useHandover<Price>("price", (set) => {
    const words = { code: set.code, date: date(set.effectiveFrom) };
    if (set.amount) say(t("{code} costs {amount} from {date} on.", { ...words, amount: money(set.amount) }));
    else say(t("{code} is off the list from {date} on.", words));
    markRow(set.id);
    onClose();
  });
  async function send() {
    setTried(true);
    const set = await posting.post(price);
    if (set) handOver(set);
  }
  const keep = (change: Partial<PriceDraft>) => setDraft({ ...draft, ...change });
  const text = (name: "code" | "description" | "category" | "amount" | "from" | "payer") => ({
    autoComplete: "off",
    value: draft[name],
    error: tried && problems[name],
    onChange: (event: { currentTarget: { value: string } }) => keep({ [name]: event.currentTarget.value }),
  });
  return (
    <Modal
      opened
      onClose={() => !posting.busy && onClose()}
      title={start.code === undefined ? t("Add a price") : t("Change the price of {code}", { code: start.code })}
      closeButtonProps={{ "aria-label": t("Close") }}
      closeOnClickOutside={false}
    >
      <Form label={t("Price")} onSubmit={() => void send()}>
        <Stack>
          <Lockable locked={posting.locked} gap="md">
            <TextInput
              label={t("Code")}
              maxLength={50}
              {...text("code")}
              {...(!start.code && { "data-autofocus": true })}
            />
            <TextInput label={t("Description")} maxLength={500} {...text("description")} />
            <TextInput label={t("Category")} maxLength={100} {...text("category")} />
            <TextInput
              label={t("Price of one unit")}
              inputMode="decimal"
              disabled={draft.offTheList}
              {...text("amount")}
              {...(start.code && { "data-autofocus": true })}
            />
            {start.code !== undefined && (
              <Checkbox
                label={t("No longer on the list")}
                checked={draft.offTheList}
                onChange={(event) => keep({ offTheList: event.currentTarget.checked })}
              />
            )}
            <TextInput
              label={t("From")}
              description={t("Empty means today, {date}", { date: date(reading.today) })}
              dir="auto"
              {...text("from")}
            />
            {facilities.length > 1 && (
              <Select
                label={t("Facility")}
                allowDeselect={false}
                data={[
                  { value: everybody, label: t("All facilities") },
                  ...facilities.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                value={draft.facilityId ?? everybody}
                onChange={(id) => keep({ facilityId: id && id !== everybody ? id : undefined })}
              />
            )}
            <TextInput
              label={t("Payer")}
              description={t("Only where an insurer's contract says another price")}
              maxLength={200}
              {...text("payer")}
            />
          </Lockable>
          <PostProblem
            state={posting.state}
            error={posting.error}
            refused={t("No price was set.")}
            onDiscard={posting.discard}
          />
          <Button type="submit" loading={posting.busy}>
            {posting.state === "unknown" ? checkAgain : t("Set the price")}
          </Button>
        </Stack>
      </Form>
    </Modal>
  );
}
