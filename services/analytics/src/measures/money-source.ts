import type { FacilityScope } from "@pms/contracts/auth/users";
import type { Period } from "../query/periods.ts";

export type MoneyDimension = "none" | "kind" | "facility";
export type MoneyQuery = {
  facilities: FacilityScope;
  measures: readonly string[];
  dimension: MoneyDimension;
  /** They follow each other. */
  periods: readonly Period[];
  /** The groups that are told apart, where all are too many: the rest is `otherGroups`. */
  groups?: readonly string[];
};
/** `period` is the index in the periods asked for; `count` is posted less reversed. */
export type MoneyCell = {
  period: number;
  dimension: string;
  measure: string;
  currency: string;
  amountMinor: bigint;
  count: bigint;
};

export type MoneySource = {
  /** Money per period by effective date, in no order. */
  read(query: MoneyQuery): Promise<MoneyCell[]>;
  /** The groups with the largest amounts, at most `max`. */
  rank(query: MoneyQuery, max: number): Promise<string[]>;
};
