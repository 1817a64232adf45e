/** Two questions of a history: in what two versions differ, and what the record said at an instant. */
import { SimpleGrid } from "@mantine/core";
import { CompareVersions } from "./compare-versions.tsx";
import { RecordAsOf } from "./record-as-of.tsx";

export function HistoryTools({ patientId, latest }: { patientId: string; latest: number }) {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: "start" }}>
      {latest > 1 && <CompareVersions patientId={patientId} latest={latest} />}
      <RecordAsOf patientId={patientId} />
    </SimpleGrid>
  );
}
