import { Text, Title } from "@mantine/core";
import type { Patient } from "@pms/contracts/patients/patient";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure } from "../../components/failure.tsx";
import { ClockIcon } from "../../components/icons.tsx";
import { Tag } from "../../components/tag.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { call } from "../../lib/api.ts";
import { PatientName } from "../../patient/names.tsx";
import classes from "./today.module.css";

const shownMax = 8;
const unfinished = queryOptions({
  queryKey: ["patients", "unfinished"],
  queryFn: ({ signal }) =>
    call("GET", "/api/patients", { query: { unfinished: true, sort: "-createdAt", limit: shownMax }, signal }),
  // Each reading is an entry of the audit log.
  staleTime: 60_000,
  refetchOnWindowFocus: false,
});

/** Records that may be one person's; how many is enough to go there. */
const undecided = queryOptions({
  queryKey: ["duplicates", "count"],
  queryFn: ({ signal }) => call("GET", "/api/patients/duplicates", { query: { limit: 1, total: true }, signal }),
  staleTime: 60_000,
  refetchOnWindowFocus: false,
});

function lacks({ phoneNumber, coverages }: Patient): string[] {
  return [...(phoneNumber ? [] : [t("No phone")]), ...(coverages?.length ? [] : [t("No coverage")])];
}

/** Registered in the last 30 days and not whole yet, newest first. */
export function ToFinish() {
  const query = useQuery(unfinished);
  const patients = query.data?.data ?? [];
  const pairs = useQuery(undecided).data?.page.total ?? 0;
  return (
    <section className="surface" aria-label={t("To finish")}>
      <div className={classes.head}>
        <Title order={2}>{t("To finish")}</Title>
        <Text size="sm" c="dimmed">
          {t("Registered in the last 30 days")}
        </Text>
      </div>
      {query.isPending && <Waiting rows={3} />}
      {query.isError && (
        <Failure what={t("The list could not be read.")} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && patients.length === 0 && pairs === 0 && (
        <Text px="lg" pb="md">
          {t("Nothing is left to finish.")}
        </Text>
      )}
      {pairs > 0 && (
        <Text px="lg" pb="sm">
          <Link to="/patients/duplicates">
            {t("{count, plural, one {# possible duplicate to decide} other {# possible duplicates to decide}}", {
              count: pairs,
            })}
          </Link>
        </Text>
      )}
      <ul className={classes.list}>
        {patients.map((patient) => (
          <li key={patient.id}>
            <Link to="/patients/$id" params={{ id: patient.id }} data-row={patient.id}>
              <span className={classes.name}>
                <PatientName patient={patient} />
              </span>
              <span className={classes.lacks}>
                {patient.billing.status === "pending" && (
                  <Tag tone="info" icon={<ClockIcon size={14} />}>
                    {t("Account pending")}
                  </Tag>
                )}
                {lacks(patient).map((what) => (
                  <Tag key={what} tone="plain">
                    {what}
                  </Tag>
                ))}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {query.data?.page.nextCursor && (
        <Text size="sm" c="dimmed" px="lg" pb="md">
          {t("More follow when these are done.")}
        </Text>
      )}
    </section>
  );
}
