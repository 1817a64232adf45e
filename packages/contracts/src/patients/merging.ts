/** `POST /api/patients/{survivorId}/merge`: two records of one person, and the way back. */
import { type Static, Type } from "typebox";
import { closed, Id, Instant, LocalDate, listOf, Money, PageQuery } from "../http/common.ts";
import { notBlankPattern } from "../text/patterns.ts";
import { writtenText } from "../text/written.ts";
import { Patient } from "./patient.ts";
import { Contact, Coverage } from "./people-and-payers.ts";
import { Identifier } from "./record.ts";

/** The fields of which both records may have a value, and one is chosen. */
export const mergedFields = [
  "namePrefix",
  "firstName",
  "middleName",
  "lastName",
  "nameSuffix",
  "maidenName",
  "dateOfBirth",
  "sex",
  "address",
  "phoneNumber",
  "email",
  "preferredLanguage",
  "deceasedDate",
] as const;
export type MergedField = (typeof mergedFields)[number];

const Side = Type.Enum(["survivor", "merged"]);
export const FieldChoices = Type.Partial(
  Type.Object(Object.fromEntries(mergedFields.map((name) => [name, Side])) as Record<MergedField, typeof Side>, closed),
  closed,
);
export type FieldChoices = Static<typeof FieldChoices>;

const Reason = writtenText(500, notBlankPattern);

export const MergeRequest = Type.Object(
  {
    mergedId: Type.String({ format: "uuid", description: "The record that will point to the survivor" }),
    /** As it was read; absent: as it stands. */
    mergedVersion: Type.Optional(Type.Integer({ minimum: 1 })),
    reason: Type.Optional(Reason),
    fields: Type.Optional(FieldChoices),
    dryRun: Type.Optional(Type.Boolean({ description: "Answers what would be moved, and changes nothing" })),
  },
  {
    ...closed,
    examples: [{ mergedId: "0197a000-0000-7000-8000-000000000001", reason: "One person, asked at the desk" }],
  },
);
export type MergeRequest = Static<typeof MergeRequest>;

export const UndoRequest = Type.Object(
  {
    reason: Type.Optional(Reason),
    moveTransactions: Type.Optional(
      Type.Array(Id, {
        maxItems: 200,
        description: "Of those posted to the survivor's account since, which go to the restored record",
      }),
    ),
    dryRun: Type.Optional(Type.Boolean()),
  },
  { ...closed, examples: [{ reason: "Two cousins after all" }] },
);
export type UndoRequest = Static<typeof UndoRequest>;

export const mergeStatuses = ["running", "done", "failed", "undoing", "undone"] as const;
export const PatientMerge = Type.Object({
  id: Id,
  survivorId: Id,
  mergedId: Id,
  status: Type.Enum(mergeStatuses),
  /** What is under way, or waited for. */
  step: Type.Optional(Type.Enum(["billing", "records"])),
  reason: Type.String(),
  requestedBy: Type.String(),
  requestedAt: Instant,
  endedAt: Type.Optional(Instant),
  undoReason: Type.Optional(Type.String()),
  undoneBy: Type.Optional(Type.String()),
  /** Why it failed, or could not be undone. */
  problem: Type.Optional(Type.String()),
});
export type PatientMerge = Static<typeof PatientMerge>;
export const PatientMergeList = listOf(PatientMerge);
export const MergesQuery = Type.Object({ ...PageQuery, patientId: Type.Optional(Id) });
export type MergesQuery = Static<typeof MergesQuery>;

/** Of a field that the records differ in. */
const ComparedValue = Type.Object({
  field: Type.Enum(mergedFields),
  survivor: Type.Optional(Type.Unknown()),
  merged: Type.Optional(Type.Unknown()),
  chosen: Side,
  /** Both have a value, and not the same. */
  conflict: Type.Boolean(),
});

const AccountSummary = Type.Object({ accountId: Id, balance: Money });
/** What the merge would do, service by service. */
export const MergePreview = Type.Object({
  survivor: Patient,
  merged: Patient,
  fields: Type.Array(ComparedValue),
  /** What the survivor gets besides. */
  moves: Type.Object({
    identifiers: Type.Array(Identifier),
    contacts: Type.Array(Contact),
    coverages: Type.Array(Coverage),
  }),
  /** Absent where billing does not answer: the merge waits for it. */
  billing: Type.Optional(
    Type.Object({
      survivor: AccountSummary,
      merged: AccountSummary,
      balanceAfter: Money,
      moved: Money,
      movedOfPayer: Money,
    }),
  ),
  /** Users who have the records for their own: theirs is the survivor's record afterwards. */
  users: Type.Object({ survivor: Type.Array(Id), merged: Type.Array(Id) }),
  /** Why it can't be done; empty where it can. */
  problems: Type.Array(Type.String()),
});
export type MergePreview = Static<typeof MergePreview>;

const PostedSince = Type.Object({
  id: Id,
  type: Type.String(),
  amount: Money,
  effectiveOn: LocalDate,
  postedAt: Instant,
  code: Type.Optional(Type.String()),
});
export const UndoPreview = Type.Object({
  /** Of the survivor: names of fields that go back, and of those changed since, which stay. */
  restored: Type.Array(Type.String()),
  kept: Type.Array(Type.String()),
  /** Absent where billing does not answer. */
  postedSince: Type.Optional(Type.Array(PostedSince)),
  problems: Type.Array(Type.String()),
});
export type UndoPreview = Static<typeof UndoPreview>;
