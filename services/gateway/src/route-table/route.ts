/** A route, ready for use: everything that can be worked out at start has been. */
import type { Permission } from "@pms/contracts/auth/permissions";
import type { PathPattern } from "./path-pattern.ts";
import type { Filters, Method, RateLimitClass } from "./schema.ts";

export type Route = {
  id: string;
  /** The service behind `lb://`. */
  service: string;
  patterns: readonly PathPattern[];
  methods: readonly Method[];
  /** Without a token. */
  isPublic: boolean;
  anyOf: readonly Permission[] | undefined;
  patientData: boolean;
  revokesSession: boolean;
  rateLimit: { name: string; class: RateLimitClass } | undefined;
  bodyLimitBytes: number;
  timeoutMs: number;
  rewrite: ((path: string) => string) | undefined;
  forwardedHeaders: ReadonlySet<string>;
  removedRequestHeaders: ReadonlySet<string>;
  removedResponseHeaders: ReadonlySet<string>;
  /** Name, value, name, value… */
  addedRequestHeaders: readonly string[];
  addedResponseHeaders: readonly string[];
};

export function compileRoute(
  written: { id: string; service: string; patterns: readonly PathPattern[]; methods: readonly Method[] },
  filters: Filters,
  rateLimits: Readonly<Record<string, RateLimitClass>>,
): Route {
  const { RateLimit: name, RewritePath: rewrite } = filters;
  const limit = name === undefined ? undefined : rateLimits[name];
  const from = rewrite && new RegExp(rewrite.from);
  return {
    ...written,
    isPublic: filters.Public ?? false,
    anyOf: filters.Public ? undefined : filters.RequirePermission?.anyOf,
    patientData: filters.PatientData ?? false,
    revokesSession: filters.RevokeSession ?? false,
    rateLimit: name !== undefined && limit ? { name, class: limit } : undefined,
    bodyLimitBytes: bytesOf(filters.BodyLimit ?? "1 MiB"),
    timeoutMs: millisecondsOf(filters.Timeout ?? "15 s"),
    rewrite: rewrite && from ? (path) => path.replace(from, rewrite.to) : undefined,
    forwardedHeaders: new Set(filters.ForwardRequestHeader),
    removedRequestHeaders: new Set(filters.RemoveRequestHeader),
    removedResponseHeaders: new Set(filters.RemoveResponseHeader),
    addedRequestHeaders: Object.entries(filters.AddRequestHeader ?? {}).flat(),
    addedResponseHeaders: Object.entries(filters.AddResponseHeader ?? {}).flat(),
  };
}

const bytesOf = (text: string) => Number.parseInt(text, 10) * (text.endsWith("MiB") ? 1_048_576 : 1_024);
const millisecondsOf = (text: string) => Number.parseInt(text, 10) * (text.endsWith("ms") ? 1 : 1_000);
