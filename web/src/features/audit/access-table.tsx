/** Who looked at one record: for whoever may read it, and in the second person for the patient. */
import { Stack, Text } from "@mantine/core";
import type { AccessLogEntry } from "@pms/contracts/auth/audit";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Failure } from "../../components/failure.tsx";
import { StopIcon } from "../../components/icons.tsx";
import { LoadMore } from "../../components/load-more.tsx";
import { Tag } from "../../components/tag.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useFormats } from "../../hooks/use-formats.ts";
import { t } from "../../i18n/i18n.ts";
import { isOutOfReach } from "../../lib/problem.ts";
import { describeActs, pagesOf, refusedCount } from "./act-words.ts";
import { ActorName, roleOf } from "./actor-name.tsx";
import classes from "./audit.module.css";
import { accessLogOf } from "./queries.ts";
import { TimeSpan } from "./time-span.tsx";

type Props = {
  patientId: string;
  /** Whether it is the reader's own. */
  own?: boolean;
};

/** The audit takes a moment to learn that the record was opened, which is what makes it the reader's. */
const tries = 8;
const betweenMs = 500;

export function AccessTable({ patientId, own = false }: Props) {
  const query = useInfiniteQuery({
    ...accessLogOf(patientId),
    retry: (count, error) => count < (isOutOfReach(error) ? tries : 2),
    retryDelay: betweenMs,
  });
  const entries = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack>
      <Text c="dimmed">
        {own
          ? t(
              "Who looked at your record or changed it, newest first. Lists and searches that showed it count. Viewing this is recorded.",
            )
          : t(
              "Who looked at this record or changed it, newest first. Lists and searches that showed it count. Viewing this is recorded.",
            )}
      </Text>
      {query.isPending && <Waiting rows={6} />}
      {query.isError && (
        <Failure what={t("Who looked could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {entries.length > 0 && (
        <div className={`surface ${classes.place}`}>
          {/* biome-ignore lint/a11y/noRedundantRoles: stacked on a phone, it would otherwise stop being a table */}
          <table className={classes.table} role="table" aria-label={t("Who looked")}>
            <thead>
              <tr>
                {[t("When"), t("Who"), t("Did"), t("Times")].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <LoadMore query={query} />
    </Stack>
  );
}

function Entry({ entry }: { entry: AccessLogEntry }) {
  const { locale } = useFormats();
  const { startedAt, endedAt, actor, acts, eventCount } = entry;
  const pages = pagesOf(acts);
  const refused = refusedCount(acts);
  return (
    <tr data-row tabIndex={-1}>
      <td className={classes.when}>
        <TimeSpan from={startedAt} to={endedAt} />
      </td>
      <td className={classes.who}>
        <ActorName actor={actor} />
        {roleOf(actor) && <span className={classes.under}>{roleOf(actor)}</span>}
      </td>
      <td>
        {describeActs(acts, true, locale)}
        {pages.length > 0 && <span className={classes.under}>{pages.join(", ")}</span>}
        {refused > 0 && (
          <Tag tone="danger" icon={<StopIcon size={14} />}>
            {t("{refused, plural, one {Refused} other {# refused}}", { refused })}
          </Tag>
        )}
      </td>
      <td className={`tabular ${classes.more}`}>
        {t("{count, plural, one {once} other {# times}}", { count: eventCount })}
      </td>
    </tr>
  );
}
