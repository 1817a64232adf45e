import { Button, Group, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Empty } from "../../components/empty.tsx";
import { Failure } from "../../components/failure.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { useMay } from "../session/session.ts";
import { PatientTable } from "./patient-table.tsx";
import { patientSearch } from "./queries.ts";
import { useRegistrationUnderWay, useStartRegistration } from "./registration-draft.ts";
import { whyMatched } from "./why-matched.ts";

const pauseMs = 200;

/** What the text finds. An older search is dropped as soon as the text changes; rows then stay where they are. */
export function SearchResults({ text }: { text: string }) {
  const [settled] = useDebouncedValue(text, pauseMs);
  const query = useQuery(patientSearch({ q: settled, limit: 50, includeInactive: true }));
  const waiting = query.isPending || settled !== text;
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
        <PatientTable rows={rows} query={settled} label="Patients found" />
      ) : (
        <div className="surface">
          <Empty>No patient matches “{settled}”. Try the birth date, the phone or fewer letters.</Empty>
        </div>
      )}
      {query.data?.page.nextCursor && (
        <Text c="dimmed" mt="sm">
          More than {rows.length} match. Add a birth date or more letters.
        </Text>
      )}
      {!waiting && <RegisterInstead text={settled} />}
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
