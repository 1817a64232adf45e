import type { Kysely } from "kysely";
import type { Slot } from "../generations/store/generations.ts";
import type { ReportFilters } from "../query/report-filters.ts";
import type { DB } from "../store/gen/tables.ts";

export type ReportContext = {
  db: Kysely<DB>;
  slot: Slot;
  filters: ReportFilters;
  /** Of zeros, where there is no money yet. */
  currency: string;
};
