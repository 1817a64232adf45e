/** What was taken on a day, by method and by cashier: what the drawers are counted against. */
import { Button, Container, Group, Text } from "@mantine/core";
import type { Takings } from "@pms/contracts/billing/takings";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { saveFile } from "../../lib/save-file.ts";
import { useMe } from "../../session/session.ts";
import { takingsQuery } from "./queries.ts";
import { readTakingsSearch, type TakingsSearch } from "./search.ts";
import classes from "./takings.module.css";
import { takingsCsv } from "./takings-csv.ts";
import { TakingsFilters } from "./takings-filters.tsx";
import { TakingsTables } from "./takings-tables.tsx";
import { useCashierName } from "./use-cashier-name.ts";

export function TakingsPage() {
  const { reading } = useFormats();
  const search = readTakingsSearch(useSearch({ strict: false }));
  const query = useQuery(takingsQuery(search));
  const { data: takings } = query;
  const date = search.date ?? takings?.days[0]?.date ?? reading.today;
  return (
    <Container size="xl" py="xl">
      <Group justify="space-between" align="start" mb="xs">
        <PageTitle tab={t("Takings")}>{t("Takings")}</PageTitle>
        <Actions takings={takings} date={date} />
      </Group>
      <Subject search={search} date={date} takings={takings} />
      <TakingsFilters search={search} date={date} takings={takings} />
      {query.isPending && <Waiting rows={8} />}
      {query.isError && (
        <Failure what={t("The takings could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {takings && !query.isError && takings.rows.length === 0 && (
        <div className="surface" style={{ marginTop: 16 }}>
          <Empty>{t("Nothing was taken or paid back on this day.")}</Empty>
        </div>
      )}
      {takings && !query.isError && takings.rows.length > 0 && <TakingsTables takings={takings} search={search} />}
      <div className={classes.counted}>
        <span>{t("Counted")}</span>
        <span>{t("Difference")}</span>
        <span>{t("Signature")}</span>
      </div>
    </Container>
  );
}

type Shown = { search: TakingsSearch; date: string; takings: Takings | undefined };

/** Whose takings of which day and where, as of when: what a print must say. */
function Subject({ search, date, takings }: Shown) {
  const formats = useFormats();
  const { facilities } = useMe();
  const nameOf = useCashierName();
  const { user } = useMe();
  const where =
    facilities.find(({ id }) => id === search.facility) ?? (facilities.length === 1 ? facilities[0] : undefined);
  const cashierId = search.cashier === "me" ? user.id : search.cashier;
  const who =
    cashierId === undefined
      ? t("Everyone")
      : (nameOf(cashierId) ?? t("Cashier {id}", { id: `…${cashierId.slice(-6)}` }));
  const asOf = takings ? t(", as of {time}", { time: formats.time(takings.asOf) }) : "";
  return (
    <Text mb="md" className="tabular" mih={{ base: "3lh", sm: 0 }}>
      <b>{formats.date(date)}</b> · {where?.name ?? t("All facilities")} · {who}
      {/* A time may end with a full stop of its own: `p.m.` */}
      {asOf.endsWith(".") ? asOf : `${asOf}.`}{" "}
      <Text span c="dimmed">
        {t("A payment counts on the day on which it is posted, whatever its date.")}
      </Text>
    </Text>
  );
}

function Actions({ takings, date }: { takings: Takings | undefined; date: string }) {
  const { facilities } = useMe();
  const cashier = useCashierName();
  function save() {
    if (!takings) return;
    const facility = (id: string) => facilities.find((each) => each.id === id)?.name;
    const type = { headers: { "Content-Type": "text/csv;charset=utf-8" } };
    void saveFile(new Response(takingsCsv(takings, { facility, cashier }), type), `takings-${date}.csv`);
  }
  return (
    <Group gap="xs" className={classes.actions}>
      <Button variant="default" disabled={!takings} onClick={() => window.print()}>
        {t("Print")}
      </Button>
      <Button variant="default" disabled={!takings} onClick={save}>
        {t("Save CSV")}
      </Button>
    </Group>
  );
}
