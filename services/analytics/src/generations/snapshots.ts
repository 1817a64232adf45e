import type { SnapshotPage } from "@pms/contracts/gen/pms/events/v1/snapshot";

/** A service that tells what it knows as its own events. */
export type SnapshotSource = {
  /** Names the service in what is kept of its progress. */
  name: string;
  topic: string;
  /**
   * Pages after a cursor, the first for an empty one. May end before the page that says that it is
   * the last; throws where the service does not answer.
   */
  pages(after: string, signal: AbortSignal): AsyncIterable<SnapshotPage>;
};
