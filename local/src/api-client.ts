/** The public API as a program uses it: signs in, renews its token, waits out a 503. */
import { setTimeout as sleep } from "node:timers/promises";
import type { TokenPair } from "@pms/contracts/auth/sign-in";
import type { Problem } from "@pms/contracts/http/common";

export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.status} ${problem.title}${problem.detail ? `: ${problem.detail}` : ""}`);
    this.problem = problem;
  }
}

export type ApiClient = {
  /**
   * Throws ApiError for a problem; retries what is safe to retry while the system is not available.
   */
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  put<Answer>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  patch<Answer>(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
};

const attemptsMax = 40;
const retryMs = 500;
const renewalsMax = 2;

/**
 * @param url of the gateway. Throws ApiError 401 when the credentials are wrong, and an Error that
 * names the url when nothing answers there.
 */
export async function signIn(url: string, email: string, password: string): Promise<ApiClient> {
  if (!URL.canParse(url)) throw new Error(`${url} is not an address like http://localhost:8080`);
  let tokens = await send<TokenPair>(url, "POST", "/api/auth/login", { email, password }, {});
  let renewing: Promise<void> | undefined;

  const renew = (): Promise<void> =>
    waitingOut(async () => {
      const { refreshToken } = tokens;
      tokens = await send<TokenPair>(url, "POST", "/api/auth/refresh", { refreshToken }, {}).catch(() =>
        send<TokenPair>(url, "POST", "/api/auth/login", { email, password }, {}),
      );
    });
  /** Calls that fail together renew together. */
  function renewOnce(): Promise<void> {
    renewing ??= renew().finally(() => {
      renewing = undefined;
    });
    return renewing;
  }
  async function call<Answer>(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    for (let renewals = 0; ; renewals += 1) {
      const { accessToken } = tokens;
      const authorization = `Bearer ${accessToken}`;
      try {
        return await waitingOut(() => send<Answer>(url, method, path, body, { authorization, ...headers }));
      } catch (error) {
        if (statusOf(error) !== 401 || renewals === renewalsMax) throw error;
        if (accessToken === tokens.accessToken) await renewOnce();
      }
    }
  }
  return {
    get: (path) => call("GET", path, undefined, {}),
    post: (path, body, headers = {}) => call("POST", path, body, headers),
    put: (path, body, headers = {}) => call("PUT", path, body, headers),
    patch: (path, body, headers = {}) => call("PATCH", path, body, headers),
  };
}

/** Tries again while the system, or the limit on calls, says "later". */
async function waitingOut<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (![429, 502, 503, 504].includes(statusOf(error)) || attempt === attemptsMax) throw error;
      await sleep(retryMs);
    }
  }
}

/** No answer at all is like a 503. */
function statusOf(error: unknown): number {
  return error instanceof ApiError ? error.problem.status : 503;
}

async function send<Answer>(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const answer = await fetch(new URL(path, url), {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Error(`Nothing answers at ${url}`, { cause });
  });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text || "null");
  throw new ApiError(problemOf(answer.status, text));
}

function problemOf(status: number, text: string): Problem {
  try {
    return JSON.parse(text);
  } catch {
    return { type: "about:blank", title: "The answer is not one of ours", status };
  }
}
