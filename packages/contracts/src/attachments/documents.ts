/** The photo and small documents of a patient: `/api/patients/{id}/documents`. */
import { type Static, Type } from "typebox";
import { Id, Instant, listOf, PageQuery } from "../http/common.ts";

/** What is taken, told by the bytes and not by who sends them. */
export const documentTypes = ["image/jpeg", "image/png", "image/webp", "application/pdf", "text/plain"] as const;
export type DocumentType = (typeof documentTypes)[number];
export const photoTypes: readonly DocumentType[] = ["image/jpeg", "image/png", "image/webp"];

/** What the gateway lets through; a clinic may take less. */
export const documentBytesMax = 10_485_760;

export const documentKinds = ["photo", "document"] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** A document without its content. */
export const PatientDocument = Type.Object({
  id: Id,
  /** Another record of the same person, where it was stored before that was merged. */
  patientId: Id,
  kind: Type.Enum(documentKinds),
  status: Type.Enum(["active", "withdrawn"]),
  /** A file name without a path, fit to be saved anywhere. */
  name: Type.String(),
  mediaType: Type.Enum(documentTypes),
  sizeBytes: Type.Integer(),
  /** Of the content, in hexadecimal. */
  sha256: Type.String(),
  version: Type.Integer(),
  createdAt: Instant,
  createdBy: Type.String(),
  withdrawnAt: Type.Optional(Instant),
  withdrawnBy: Type.Optional(Type.String()),
});
export type PatientDocument = Static<typeof PatientDocument>;
export const PatientDocumentList = listOf(PatientDocument);

const Kind = Type.Enum(documentKinds);
export const DocumentsQuery = Type.Object({
  ...PageQuery,
  kind: Type.Optional(Kind),
  status: Type.Optional(Type.Enum(["active", "all"], { default: "active" })),
});
export type DocumentsQuery = Static<typeof DocumentsQuery>;

export const UploadQuery = Type.Object({ kind: Type.Optional(Type.Enum(documentKinds, { default: "document" })) });
