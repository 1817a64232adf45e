import { Button, Group, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
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
  const refused = describeField(query.error, "/q", "What is typed");
  if (refused) {
    return (
      <div className="surface" role="status">
        <Empty>{refused} Nobody was searched for.</Empty>
      </div>
    );
  }
  if (query.isError) {
    return <Failure what="The search failed." error={query.error} onRetry={() => void query.refetch()} />;
  }
  const hits = query.data?.data ?? [];
  const rows = hits.map((hit) => ({ patient: hit.patient, why: whyMatched(hit) }));
  return (
    <div aria-busy={waiting}>
      <p className="offscreen" role="status">
        {waiting ? "" : `${rows.length} found`}
      </p>
      {query.isPending ? (
        <Waiting rows={6} label="Searching" />
      ) : rows.length > 0 ? (
        <PatientTable rows={rows} query={searched} label="Patients found" />
      ) : (
        <div className="surface">
          <Empty>No patient matches “{searched}”. Try the birth date, the phone or fewer letters.</Empty>
        </div>
      )}
      {query.data?.page.nextCursor && (
        <Text c="dimmed" mt="sm">
          More than {rows.length} match. Add a birth date or more letters.
        </Text>
      )}
      {!waiting && <RegisterInstead text={searched} />}
    </div>
  );
}

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
        styles={{ label: { display: "block", height: "auto", lineHeight: 1.5, textOverflow: "ellipsis" } }}
        onClick={() => {
          start(text);
          void navigate({ to: "/patients/new" });
        }}
      >
        {underWay ? "Go on with the registration that you began" : `Register “${text}”`}
      </Button>
    </Group>
  );
}
