/** Who may be the same person: `POST /api/patients/match` and the duplicates found. */
import { type Static, Type } from "typebox";
import { closed, Id, Instant, listOf, PageQuery } from "../http/common.ts";
import { writtenText } from "../text/written.ts";
import { Patient } from "./patient.ts";
import { differenceReasons, patientFields } from "./record.ts";

export const grades = ["certain", "probable", "possible"] as const;
export type Grade = (typeof grades)[number];

/** What was compared, how it agreed, and what that is worth in bits (log2 of a likelihood ratio). */
export const ComparedField = Type.Object({
  field: Type.String(),
  outcome: Type.Enum(["same", "close", "different", "missing"]),
  /** How it is close. */
  kind: Type.Optional(Type.Enum(["near", "nickname", "initial", "close", "part", "swapped"])),
  weight: Type.Number(),
});
export type ComparedField = Static<typeof ComparedField>;

const { facilityId, registeredOn, contacts, coverages, unidentified, ...compared } = patientFields;
/** A patient's fields, as far as they are known; a name, the birth date or a number at least. */
export const MatchRequest = Type.Object(
  {
    ...Type.Partial(Type.Object(compared)).properties,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
  },
  {
    ...closed,
    minProperties: 1,
    examples: [{ firstName: "John", lastName: "Doe", dateOfBirth: "1990-01-01", limit: 5 }],
  },
);
export type MatchRequest = Static<typeof MatchRequest>;

const Probability = Type.Number({ minimum: 0, maximum: 1 });
export const MatchCandidate = Type.Object({
  patient: Patient,
  probability: Probability,
  grade: Type.Enum(grades),
  fields: Type.Array(ComparedField),
});
export type MatchCandidate = Static<typeof MatchCandidate>;
/** The likeliest first. */
export const MatchAnswer = Type.Object({ candidates: Type.Array(MatchCandidate) });

export const DuplicatePair = Type.Object({
  id: Id,
  patientIds: Type.Tuple([Id, Id]),
  /** Both records, in the order of `patientIds`. */
  patients: Type.Tuple([Patient, Patient]),
  probability: Probability,
  grade: Type.Enum(grades),
  fields: Type.Array(ComparedField),
  status: Type.Enum(["open", "dismissed", "merged"]),
  /** Three records or more that may all be one person's, by pairs that are certain or probable. */
  cluster: Type.Optional(Type.Object({ id: Id, patientIds: Type.Array(Id) })),
  detectedAt: Instant,
  assignedTo: Type.Optional(Id),
  decidedAt: Type.Optional(Instant),
  decidedBy: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
});
export type DuplicatePair = Static<typeof DuplicatePair>;
export const DuplicatePairList = listOf(DuplicatePair);

export const DuplicatesQuery = Type.Object({
  ...PageQuery,
  status: Type.Optional(Type.Enum(["open", "dismissed", "merged"], { default: "open" })),
  grade: Type.Optional(Type.Enum(grades)),
  /** A user's id, or `none`. */
  assignedTo: Type.Optional(Type.Union([Id, Type.Literal("none")])),
  patientId: Type.Optional(Id),
  sort: Type.Optional(Type.Enum(["-probability", "detectedAt", "-detectedAt"], { default: "-probability" })),
});
export type DuplicatesQuery = Static<typeof DuplicatesQuery>;

export const Dismissal = Type.Object(
  { reason: Type.Enum(differenceReasons), note: Type.Optional(writtenText(500)) },
  { ...closed, examples: [{ reason: "twin" }] },
);
export type Dismissal = Static<typeof Dismissal>;

/** Null takes it from whoever has it. */
export const Assignment = Type.Object({ userId: Type.Union([Id, Type.Null()]) }, closed);
export type Assignment = Static<typeof Assignment>;

export const DuplicateScan = Type.Object({
  id: Id,
  status: Type.Enum(["running", "done"]),
  startedAt: Instant,
  finishedAt: Type.Optional(Instant),
  compared: Type.Integer(),
  found: Type.Integer(),
});
export type DuplicateScan = Static<typeof DuplicateScan>;
