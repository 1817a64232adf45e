import type { Kysely } from "kysely";
import type { DB } from "../../store/gen/tables.ts";
import type { Slot } from "../../store/generations.ts";
import type { ReportFilters } from "../report-filters.ts";

export type ReportContext = {
  db: Kysely<DB>;
  slot: Slot;
  filters: ReportFilters;
  /** Of zeros, where there is no money yet. */
  currency: string;
};
