import { Button, Group, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { t } from "../../i18n/i18n.ts";
import { describeField } from "../../lib/problem.ts";
import { PatientTable } from "../../patient/patient-table.tsx";
import { whyMatched } from "../../patient/why-matched.ts";
import { useMay } from "../../session/session.ts";
import { useRegistrationUnderWay, useStartRegistration } from "./registration-draft.ts";
import { useMarkFirst } from "./use-mark-first.ts";
import type { useSearch } from "./use-search.ts";

export function SearchResults({ search }: { search: ReturnType<typeof useSearch> }) {
  const { searched, query, waiting } = search;
  useMarkFirst(searched, !waiting && query.isSuccess);
  const refused = describeField(query.error, "/q", t("What is typed"));
  if (refused) {
    return (
      <div className="surface" role="status">
        <Empty>
          {refused} {t("Nobody was searched for.")}
        </Empty>
      </div>
    );
  }
  if (query.isError) {
    return <Failure what={t("The search failed.")} error={query.error} onRetry={() => void query.refetch()} />;
  }
  const hits = query.data?.data ?? [];
  const rows = hits.map((hit) => ({ patient: hit.patient, why: whyMatched(hit) }));
  return (
    <div aria-busy={waiting}>
      <p className="offscreen" role="status">
        {waiting ? "" : t("{count, plural, one {# found} other {# found}}", { count: rows.length })}
      </p>
      {query.isPending ? (
        <Waiting rows={6} label={t("Searching")} />
      ) : rows.length > 0 ? (
        <PatientTable rows={rows} query={searched} label={t("Patients found")} />
      ) : (
        <div className="surface">
          <Empty>
            {t("No patient matches “{text}”. Try the birth date, the phone or fewer letters.", { text: searched })}
          </Empty>
        </div>
      )}
      {query.data?.page.nextCursor && (
        <Text c="dimmed" mt="sm">
          {t("More than {count} match. Add a birth date or more letters.", { count: rows.length })}
        </Text>
      )}
      {!waiting && <RegisterInstead text={searched} />}
    </div>
  );
}

/** Cut at the side alone: by itself a label ends at the base line, which `g` and `q` go below. */
const whole = { display: "block", height: "auto", lineHeight: 1.5, textBox: "normal", textOverflow: "ellipsis" };

function RegisterInstead({ text }: { text: string }) {
  const may = useMay();
  const start = useStartRegistration();
  const underWay = useRegistrationUnderWay();
  const navigate = useNavigate();
  if (!may("patient:write")) return null;
  return (
    <Group mt="lg">
      <Button
        variant="default"
        maw="100%"
        styles={{ label: whole }}
        onClick={() => {
          start(text);
          void navigate({ to: "/patients/new" });
        }}
      >
        {underWay ? t("Go on with the registration that you began") : t("Register “{text}”", { text })}
      </Button>
    </Group>
  );
}
