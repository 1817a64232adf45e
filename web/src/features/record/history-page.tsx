/** Every version of the record: who changed what, from what, to what, when. */
import { Stack, Text, Title } from "@mantine/core";
import { seesOwnRecordOnly } from "@pms/contracts/auth/permissions";
import type { HistoryEntry } from "@pms/contracts/patients/history";
import type { Patient } from "@pms/contracts/patients/patient";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { PageTitle } from "../../components/page-title.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { Rich } from "../../i18n/rich.tsx";
import { call } from "../../lib/api.ts";
import { toForm } from "../../patient/form-values.ts";
import { fieldOf, labelOf } from "../../patient/patient-fields.ts";
import classes from "../../patient/record.module.css";
import { wordOf } from "../../patient/shown-value.ts";
import { useMe } from "../../session/session.ts";
import { useUserNames } from "../../session/user-names.ts";

const words = {
  created: t("Registered"),
  updated: t("Changed"),
  deactivated: t("Deactivated"),
  restored: t("Restored"),
  merged: t("Merged"),
  unmerged: t("Merge undone"),
};

export function HistoryPage() {
  const { id = "" } = useParams({ strict: false });
  const query = useInfiniteQuery({
    queryKey: ["history", id],
    queryFn: ({ pageParam, signal }) =>
      call("GET", "/api/patients/{id}/history", {
        path: { id },
        query: { limit: 50, cursor: pageParam ?? undefined },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.nextCursor,
  });
  const entries = (query.data?.pages.flatMap(({ data }) => data) ?? []).toSorted((a, b) => b.version - a.version);
  return (
    <Stack>
      <PageTitle tab={t("Record history")}>{t("History")}</PageTitle>
      {query.isPending && <Waiting />}
      {query.isError && (
        <Failure what={t("The history could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {entries.map((entry) => (
        <Version
          key={entry.version}
          entry={entry}
          before={entries.find((e) => e.version === entry.version - 1)?.patient}
        />
      ))}
      <LoadMore query={query} />
    </Stack>
  );
}

/** The changed fields as they read in the form; the facility by its name. */
function changesOf(entry: HistoryEntry, before: Patient, facilities: ReadonlyMap<string, string>) {
  const [old, now] = [toForm(before), toForm(entry.patient)];
  const pointers = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const show = (pointer: string, value = "") => {
    if (pointer === "/facilityId") return facilities.get(value) ?? t("Another");
    return wordOf(fieldOf(pointer), value) || "—";
  };
  return pointers
    .filter((pointer) => old[pointer] !== now[pointer])
    .map((pointer) => ({ pointer, from: show(pointer, old[pointer]), to: show(pointer, now[pointer]) }));
}

/** Who it was, as far as the reader may know. */
function Author({ id }: { id: string }) {
  const { user } = useMe();
  const names = useUserNames();
  if (id === user.id) return t("you");
  return seesOwnRecordOnly(user.roles) ? t("the clinic") : (names?.get(id) ?? <ShortId value={id} />);
}

function Version({ entry, before }: { entry: HistoryEntry; before: Patient | undefined }) {
  const { instant } = useFormats();
  const { facilities } = useMe();
  const names = new Map(facilities.map(({ id, name }) => [id, name]));
  const changes = entry.change !== "created" && before ? changesOf(entry, before, names) : [];
  return (
    <section className="surface" aria-label={t("Version {version}", entry)} data-row tabIndex={-1}>
      <Stack gap="xs" p="lg">
        <Title order={2}>
          {words[entry.change]} · {instant(entry.at)}
        </Title>
        <Text size="sm" c="dimmed">
          <Rich
            text="Version {version} · by {author}"
            values={{ version: entry.version, author: <Author id={entry.by} /> }}
            elements={[]}
          />
        </Text>
        {changes.length > 0 && (
          <dl className={classes.pairs}>
            {changes.map(({ pointer, from, to }) => (
              <div key={pointer} style={{ display: "contents" }}>
                <dt>{labelOf(pointer)}</dt>
                <dd>
                  <Rich
                    text="<0/> → <1/>"
                    elements={[
                      <del key="from" dir="auto">
                        {from}
                      </del>,
                      <ins key="to" dir="auto">
                        {to}
                      </ins>,
                    ]}
                  />
                </dd>
              </div>
            ))}
          </dl>
        )}
        {entry.change === "updated" && !before && <Text size="sm">{entry.changed.map(labelOf).join(", ")}</Text>}
      </Stack>
    </section>
  );
}
