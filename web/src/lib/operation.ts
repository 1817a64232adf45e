/**
 * The server's operations as types, taken from its OpenAPI document: which paths there are, what
 * they take and answer.
 */
import type { paths } from "../gen/api.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The paths that know a method: `/api/patients/{id}`. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<Lowercase<M>, { responses: unknown }> ? P : never;
}[keyof paths];

type Operation<M extends Method, P extends PathOf<M>> = paths[P][Lowercase<M> & keyof paths[P]];
type Json<Content> = Content extends { content: { "application/json": infer Body } } ? Body : undefined;
type Success = 200 | 201 | 202 | 204;

/** What is left to give: nothing when every member may be absent. */
type Needed<Name extends string, Value> = [Value] extends [never] ? unknown : { [N in Name]: Value };

export type PathParams<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { parameters: { path: infer Params } } ? Params : never;
export type Query<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { parameters: { query?: infer Params } } ? NonNullable<Params> : never;
export type Body<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { requestBody: infer Content } ? Known<Json<Content>> : never;
/** What takes something else than JSON takes a `file`. */
type Known<Value> = [Value] extends [undefined] ? never : Value;
export type Answer<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { responses: infer Responses }
    ? { [Status in keyof Responses & Success]: Json<Responses[Status]> }[keyof Responses & Success]
    : never;

export type Common = {
  /** The version that the change was made on; sent as `If-Match`. */
  version?: number;
  /** `Idempotency-Key`. */
  key?: string;
  /** Sent as it is, in place of a body. Its name goes into a header: it may name somebody. */
  file?: File;
  signal?: AbortSignal;
  /** Cookie routes (log-in) want a header that no other site can send. */
  cookieRoute?: boolean;
};

/** A member that is `undefined` is left out of the address. */
type Loose<Params> = { [Name in keyof Params]?: Params[Name] | undefined };

export type CallOptions<M extends Method, P extends PathOf<M>> = Common &
  Needed<"path", PathParams<M, P>> &
  Needed<"body", Body<M, P>> &
  ([Query<M, P>] extends [never] ? unknown : { query?: Loose<Query<M, P>> });

/** The options of a call: may be left out when the operation needs none. */
export type Rest<Options> = Common extends Options ? [options?: Options] : [options: Options];
