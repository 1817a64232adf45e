/**
 * What the codes of PostgreSQL and of the system mean, for whoever reads them at night. Sentences
 * of ours: no data in them.
 */
const meanings: Readonly<Record<string, string>> = {
  "53100": "the disk of the database is full",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the disk is read-only",
  EMFILE: "the process has no file descriptors left",
  ENFILE: "the machine has no file descriptors left",
  "53200": "the database is out of memory",
  "53300": "the database has no connections left",
  "53400": "a limit of the database's configuration is reached",
  "55P03": "a lock was waited for in vain: somebody else holds the same row or table",
  "57014": "a statement took too long and was ended",
  "25P03": "a transaction was idle for too long and was ended",
  "57P01": "the database was shut down by its administrator",
  "57P02": "the database crashed and recovers",
  "57P03": "the database is starting up or shutting down",
  "58030": "the database cannot read or write its files",
  "58P01": "a file of the database is missing",
  XX001: "data of the database are damaged on the disk",
  XX002: "an index of the database is damaged",
  "25006": "the database takes no writes: it is read-only",
  "28P01": "the password for the database is wrong",
  "28000": "the database does not let this role in",
  "3D000": "the database does not exist",
  "42P01": "a table is missing in the database",
  "42501": "the role may not do this in the database",
  ECONNREFUSED: "nobody listens at that address",
  ECONNRESET: "the other side cut the connection",
  EPIPE: "the other side cut the connection",
  ETIMEDOUT: "the other side did not answer in time",
  ENOTFOUND: "the name of that host is not known",
  EAI_AGAIN: "the name of that host cannot be looked up just now",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
};

/** The code that an error carries, of its own or of what it comes from. */
export function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return error.errors.map(codeOf).find((code) => code !== undefined);
  if (!(error instanceof Error)) return undefined;
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** What went wrong in words, where the code is one that operators meet; undefined otherwise. */
export function explainError(error: unknown): string | undefined {
  return explainCode(codeOf(error));
}

export function explainCode(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return meanings[code] ?? (code.startsWith("08") ? "the connection to the database broke" : undefined);
}
