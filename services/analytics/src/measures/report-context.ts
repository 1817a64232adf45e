import type { Kysely } from "kysely";
import type { Slot } from "../facts/slot.ts";
import type { ReportFilters } from "../query/report-filters.ts";
import type { DB } from "../store/gen/tables.ts";
import type { MoneySource } from "./money-source.ts";

/** What a report is read with. */
export type ReportContext = {
  db: Kysely<DB>;
  slot: Slot;
  filters: ReportFilters;
  /** Of zeros, where there is no money yet. */
  currency: string;
  /** Where sums of money come from: what is known now, or what was published last. */
  money: MoneySource;
};
export type Days = { from: string; to: string };
