import { Button, FileInput, List, Modal, Stack, Text } from "@mantine/core";
import { type PriceImport, type PriceImportResult, priceColumns } from "@pms/contracts/billing/prices";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "../../components/form.tsx";
import { Notice } from "../../components/notice.tsx";
import { checkAgain, PostProblem } from "../../hooks/post-problem.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { useHandover } from "../../hooks/use-handover.ts";
import { usePost } from "../../hooks/use-post.ts";
import { t } from "../../i18n/i18n.ts";
import { say } from "../../lib/answers.ts";
import { call } from "../../lib/api.ts";
import { describeProblem } from "../../lib/problem.ts";
import { pricesKey } from "./queries.ts";

const shownFaultsMax = 10;

/** A file of prices: first what it would change, then all of it at once. */
export function ImportPrices({ onClose }: { onClose: () => void }) {
  const { number } = useFormats();
  const [csv, setCsv] = useState<string>();
  const preview = useMutation({
    mutationFn: (text: string) =>
      call("POST", "/api/billing/prices/imports", { body: { csv: text, dryRun: true }, key: crypto.randomUUID() }),
  });
  const posting = usePost(
    "prices",
    (body: PriceImport, key) => call("POST", "/api/billing/prices/imports", { body, key }),
    [pricesKey],
  );
  const handOver = useHandover<PriceImportResult>("prices", ({ added, changed }) => {
    say(t("Prices set: {count}.", { count: number(added + changed) }));
    onClose();
  });
  async function read(file: File | null) {
    preview.reset();
    setCsv(undefined);
    if (!file) return;
    const text = await file.text();
    setCsv(text);
    preview.mutate(text);
  }
  const ready = preview.data && preview.data.errors.length === 0 && preview.data.added + preview.data.changed > 0;
  async function send() {
    const done = await posting.post(ready && csv !== undefined ? { csv } : undefined);
    if (done) handOver(done);
  }
  return (
    <Modal
      opened
      size="lg"
      onClose={() => !posting.busy && onClose()}
      title={t("Import prices")}
      closeButtonProps={{ "aria-label": t("Close") }}
      closeOnClickOutside={false}
    >
      <Form label={t("Import prices")} onSubmit={() => void send()}>
        <Stack>
          <FileInput
            label={t("CSV file")}
            description={t("Columns: {columns}", { columns: priceColumns.join(", ") })}
            accept=".csv,text/csv"
            disabled={posting.locked}
            data-autofocus
            onChange={(file) => void read(file)}
          />
          {preview.isPending && <Text role="status">{t("The file is being read…")}</Text>}
          {preview.isError && (
            <Notice tone="danger" role="alert">
              {describeProblem(preview.error)}
            </Notice>
          )}
          {preview.data && <Preview result={preview.data} />}
          <PostProblem
            state={posting.state}
            error={posting.error}
            refused={t("No price was set.")}
            onDiscard={posting.discard}
          />
          <Button type="submit" loading={posting.busy} disabled={!ready && posting.state !== "unknown"}>
            {posting.state === "unknown" ? checkAgain : t("Set these prices")}
          </Button>
        </Stack>
      </Form>
    </Modal>
  );
}

function Preview({ result: { added, changed, unchanged, errors } }: { result: PriceImportResult }) {
  const { number } = useFormats();
  if (errors.length === 0) {
    const counts = { added: number(added), changed: number(changed), unchanged: number(unchanged) };
    return (
      <Notice tone="info" role="status">
        {t("New: {added}. Changed: {changed}. As they are: {unchanged}.", counts)}
      </Notice>
    );
  }
  return (
    <Notice tone="danger" role="alert">
      <Text fw={600}>{t("The file cannot be taken as it is.")}</Text>
      <List size="sm">
        {errors.slice(0, shownFaultsMax).map(({ line, column, detail }) => (
          <List.Item key={`${line} ${column} ${detail}`}>
            {t("Line {line}, {column}: {detail}", { line, column, detail })}
          </List.Item>
        ))}
      </List>
      {errors.length > shownFaultsMax && (
        <Text size="sm">{t("And {count} more.", { count: number(errors.length - shownFaultsMax) })}</Text>
      )}
    </Notice>
  );
}
