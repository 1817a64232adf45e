/** What `gateway.yaml` may say. */
import { permissions } from "@pms/contracts/auth/permissions";
import { type Static, Type } from "typebox";

const closed = { additionalProperties: false };
const HeaderName = Type.String({ pattern: "^[a-z0-9-]+$" });
const Headers = Type.Record(
  Type.String({ pattern: "^[a-z0-9-]+$" }),
  Type.String({ pattern: "^[\\x20-\\x7e]*$" }),
  closed,
);

/** The request methods that are ever forwarded. */
export const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof methods)[number];

/** Filter name → what it takes; a filter without arguments is written as its name alone. */
export const filters = {
  Public: Type.Literal(true),
  PatientData: Type.Literal(true),
  RevokeSession: Type.Literal(true),
  RequirePermission: Type.Object({ anyOf: Type.Array(Type.Enum(permissions), { minItems: 1 }) }, closed),
  RateLimit: Type.String(),
  BodyLimit: Type.String({ pattern: "^[0-9]+ ?(KiB|MiB)$" }),
  Timeout: Type.String({ pattern: "^[0-9]+ ?(ms|s)$" }),
  RewritePath: Type.Object({ from: Type.String({ minLength: 1 }), to: Type.String({ minLength: 1 }) }, closed),
  ForwardRequestHeader: Type.Array(HeaderName, { minItems: 1 }),
  AddRequestHeader: Headers,
  RemoveRequestHeader: Type.Array(HeaderName, { minItems: 1 }),
  AddResponseHeader: Headers,
  RemoveResponseHeader: Type.Array(HeaderName, { minItems: 1 }),
} as const;
export type FilterName = keyof typeof filters;
export type Filters = { [Name in FilterName]?: Static<(typeof filters)[Name]> };

export const predicates = {
  Path: Type.Array(Type.String(), { minItems: 1 }),
  Method: Type.Array(Type.Enum(methods), { minItems: 1 }),
} as const;
export type Predicates = { [Name in keyof typeof predicates]?: Static<(typeof predicates)[Name]> };

/** Names are checked one by one later, so that a message can say which line is wrong. */
const Named = Type.Union([
  Type.String(),
  Type.Record(Type.String(), Type.Unknown(), { minProperties: 1, maxProperties: 1 }),
]);

export const RateLimitClass = Type.Object(
  {
    by: Type.Enum(["user", "source"]),
    perSecond: Type.Number({ exclusiveMinimum: 0 }),
    burst: Type.Number({ minimum: 1 }),
  },
  closed,
);
export type RateLimitClass = Static<typeof RateLimitClass>;

export const RoutesFile = Type.Object(
  {
    rateLimits: Type.Optional(Type.Record(Type.String(), RateLimitClass)),
    defaultFilters: Type.Optional(Type.Array(Named)),
    routes: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: "^[a-z0-9-]+$" }),
          uri: Type.String({ pattern: "^lb://[a-z-]+$" }),
          predicates: Type.Array(Named, { minItems: 1 }),
          filters: Type.Optional(Type.Array(Named)),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
);
export type RoutesFile = Static<typeof RoutesFile>;
