/** What services cost: the list of a day, and how a price comes onto it. */
import { Button, Container, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { useMay, useMe } from "../../session/session.ts";
import { ImportPrices } from "./import-prices.tsx";
import { PriceChanges } from "./price-changes.tsx";
import { type PriceStart, PriceTable } from "./price-table.tsx";
import { pricesQuery } from "./queries.ts";
import { SetPrice } from "./set-price.tsx";

const everywhere = "everywhere";
const pauseMs = 200;

export function PricesPage() {
  const { reading, date } = useFormats();
  const { facilities } = useMe();
  const may = useMay();
  const [text, setText] = useState("");
  const [q] = useDebouncedValue(text.trim(), pauseMs);
  const [facility, setFacility] = useState<string>();
  const [setting, setSetting] = useState<PriceStart>();
  const [importing, setImporting] = useState(false);
  const [code, setCode] = useState<string>();
  const query = useInfiniteQuery(pricesQuery({ q, facility, day: reading.today }));
  const ours = query.data?.pages[0]?.currency;
  const rows = query.data?.pages.flatMap(({ data }) => data);
  return (
    <Container size="xl" py="lg">
      <Group justify="space-between" align="start" mb="xs">
        <PageTitle tab={t("Prices")}>{t("Prices")}</PageTitle>
        {may("price:manage") && (
          <Group gap="sm">
            <Button variant="default" onClick={() => setImporting(true)}>
              {t("Import a file")}
            </Button>
            <Button onClick={() => setSetting({})}>{t("Add a price")}</Button>
          </Group>
        )}
      </Group>
      <Text c="dimmed" mb="lg">
        {t("What one unit of a service costs on {date}. What is posted keeps its amount.", {
          date: date(reading.today),
        })}
      </Text>
      <Group align="end" mb="md">
        <TextInput
          label={t("Code or description")}
          autoComplete="off"
          maxLength={100}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {facilities.length > 1 && (
          <Select
            label={t("Facility")}
            allowDeselect={false}
            data={[
              { value: everywhere, label: t("All facilities") },
              ...facilities.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={facility ?? everywhere}
            onChange={(id) => setFacility(id && id !== everywhere ? id : undefined)}
          />
        )}
      </Group>
      {query.isPending && <Waiting rows={8} from={t("Billing")} />}
      {query.isError && (
        <Failure what={t("The prices could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {rows?.length === 0 && (
        <div className="surface">
          <Empty>
            {q === ""
              ? t("No price is on the list yet. Add one, or import a file.")
              : t("Nothing on the list is like that.")}
          </Empty>
        </div>
      )}
      {rows && rows.length > 0 && (
        <Stack>
          <PriceTable
            rows={rows}
            {...(may("price:manage") && { onChange: setSetting })}
            onShowChanges={(price) => setCode(price.code)}
          />
          <LoadMore query={query} />
        </Stack>
      )}
      {setting && ours !== undefined && (
        <SetPrice start={setting} currency={setting.currency ?? ours} onClose={() => setSetting(undefined)} />
      )}
      {importing && <ImportPrices onClose={() => setImporting(false)} />}
      {code !== undefined && <PriceChanges code={code} onClose={() => setCode(undefined)} />}
    </Container>
  );
}
