/** The one way to the server: same origin, bearer token from memory, problems as errors. */
import type { Problem } from "@pms/contracts/http/common";
import { loadProblemWords, t } from "../i18n/i18n.ts";
import type { Answer, CallOptions, Common, Method, PathOf, Rest } from "./operation.ts";
import { ApiError, NoAnswer } from "./problem.ts";
import { answerWithinMs, bearer, renew } from "./tokens.ts";

/** What every call may carry, once its types have been checked. */
type Parts = Common & {
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
};

function urlOf(path: string, { path: params = {}, query = {} }: Parts): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return pairs.length === 0 ? filled : `${filled}?${new URLSearchParams(pairs)}`;
}

function headersOf(options: Parts, token: string | undefined): Record<string, string> {
  return {
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(options.body !== undefined && { "Content-Type": "application/json" }),
    ...(options.file && {
      // What the browser takes it for may be anything: the server looks for itself.
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeExtended(options.file.name)}`,
    }),
    ...(options.version !== undefined && { "If-Match": `"v${options.version}"` }),
    ...(options.key && { "Idempotency-Key": options.key }),
    ...(options.cookieRoute && { "X-PMS-CSRF": "1" }),
  };
}

/** RFC 8187: of what a component leaves as it is, these have a meaning there. */
const encodeExtended = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

/** Without an end a request that nobody answers would leave its form under way for good. */
const limited = (signal: AbortSignal | undefined) =>
  AbortSignal.any([...(signal ? [signal] : []), AbortSignal.timeout(answerWithinMs)]);

async function send(method: Method, path: string, options: Parts): Promise<Response> {
  const token = await bearer();
  try {
    return await fetch(urlOf(path, options), {
      method,
      headers: headersOf(options, token),
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
      ...(options.file && { body: options.file }),
      signal: limited(options.signal),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new NoAnswer("no answer", { cause });
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  await loadProblemWords();
  const retryAfter = Number(response.headers.get("Retry-After"));
  const fallback = {
    type: "about:blank",
    title: t("The server answered {status}", { status: response.status }),
    status: response.status,
  };
  const isProblem = response.headers.get("Content-Type")?.includes("json");
  const body = isProblem ? ((await response.json().catch(() => ({}))) as Partial<Problem>) : {};
  const requestId = body.requestId ?? response.headers.get("X-Request-Id") ?? undefined;
  const problem = { ...fallback, ...body, ...(requestId && { requestId }) };
  return new ApiError(problem, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : undefined);
}

async function sendRenewed(method: Method, path: string, options: Parts): Promise<Response> {
  let response = await send(method, path, options);
  if (response.status === 401 && !options.cookieRoute && (await renew()) === "renewed") {
    response = await send(method, path, options);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/**
 * The raw answer; a 401 is tried once more with a renewed token. Throws `ApiError` or `NoAnswer`.
 */
export function callRaw<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...[options]: Rest<CallOptions<M, P>>
): Promise<Response> {
  return sendRenewed(method, path, options ?? {});
}

/**
 * The answer's JSON, as the server's own document describes it; undefined for 204. One that breaks
 * off is no answer.
 */
export async function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  ...[options]: Rest<CallOptions<M, P>>
): Promise<Answer<M, P>> {
  const response = await sendRenewed(method, path, options ?? {});
  if (response.status === 204) return undefined as Answer<M, P>;
  try {
    return (await response.json()) as Answer<M, P>;
  } catch (cause) {
    if (options?.signal?.aborted) throw cause;
    throw new NoAnswer("the answer broke off", { cause });
  }
}
