/** The one way to the server: same origin, bearer token from memory, problems as errors. */
import type { Problem } from "@pms/contracts/common";
import { ApiError, NoAnswer } from "./problem.ts";
import { bearer, renew } from "./tokens.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type CallOptions = {
  body?: unknown;
  query?: Record<string, string | number | boolean | undefined>;
  /** The version that the change was made on; sent as `If-Match`. */
  version?: number;
  /** `Idempotency-Key`. */
  key?: string;
  signal?: AbortSignal;
  /** Cookie routes (log-in, log-out) want a header that no other site can send. */
  cookieRoute?: boolean;
};

function urlOf(path: string, query: CallOptions["query"]): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}

function headersOf(options: CallOptions, token: string | undefined): Record<string, string> {
  return {
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(options.body !== undefined && { "Content-Type": "application/json" }),
    ...(options.version !== undefined && { "If-Match": `"v${options.version}"` }),
    ...(options.key && { "Idempotency-Key": options.key }),
    ...(options.cookieRoute && { "X-PMS-CSRF": "1" }),
  };
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  const token = await bearer();
  try {
    return await fetch(urlOf(path, options.query), {
      method,
      headers: headersOf(options, token),
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      ...(options.signal && { signal: options.signal }),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new NoAnswer("no answer", { cause });
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const fallback = { type: "about:blank", title: `The server answered ${response.status}`, status: response.status };
  const isProblem = response.headers.get("Content-Type")?.includes("json");
  const body = isProblem ? ((await response.json().catch(() => ({}))) as Partial<Problem>) : {};
  const requestId = body.requestId ?? response.headers.get("X-Request-Id") ?? undefined;
  const problem = { ...fallback, ...body, ...(requestId && { requestId }) };
  return new ApiError(problem, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined);
}

/** The raw answer; a 401 is tried once more with a renewed token. Throws `ApiError` or `NoAnswer`. */
export async function callRaw(method: Method, path: string, options: CallOptions = {}): Promise<Response> {
  let response = await send(method, path, options);
  if (response.status === 401 && !options.cookieRoute && (await renew()) === "renewed") {
    response = await send(method, path, options);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** The answer's JSON, as the contract gives it; undefined for 204. */
export async function call<Answer>(method: Method, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await callRaw(method, path, options);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}
