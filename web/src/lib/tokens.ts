/**
 * The access token: in this module's memory only, renewed when something is to be sent, by one
 * request at a time (TOK-6).
 */
import type { TokenPair } from "@pms/contracts/auth/sign-in";

export type Renewal = "renewed" | "signed-out" | "unreachable";

/** How long an answer may take, its body included; later it counts as lost. */
export const answerWithinMs = 30_000;

let held: { accessToken: string; expiresAt: number } | undefined;
/** Whose tokens these are. Another tab may have put somebody else's cookie into the browser. */
let owner: string | undefined;
let renewing: Promise<Renewal> | undefined;
let onLost: () => void = () => {};

/** What to do when the session has ended under a page that still shows something. */
export function whenSessionIsLost(listener: () => void): void {
  onLost = listener;
}

export function holdTokens(pair: TokenPair): void {
  owner = pair.user.id;
  held = { accessToken: pair.accessToken, expiresAt: Date.now() + pair.expiresIn * 1000 };
}

function forgetToken(): void {
  held = undefined;
}

export function dropTokens(): void {
  forgetToken();
  owner = undefined;
}

/** The session has ended elsewhere: only a log-in brings another. */
export function loseTokens(): void {
  const hadOne = held !== undefined;
  forgetToken();
  if (hadOne) onLost();
}

/**
 * The token to send; renews first when the held one is about to expire. A page that sends nothing
 * renews nothing (TOK-5).
 */
export async function bearer(): Promise<string | undefined> {
  if (held && held.expiresAt - Date.now() < 5_000) await renew();
  return held?.accessToken;
}

/**
 * Trades the refresh cookie for a new access token; callers at the same time share one request.
 * When the cookie is somebody else's by now, the session of this page has ended: nobody acts under
 * another's name.
 */
export function renew(): Promise<Renewal> {
  renewing ??= askForTokens().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function askForTokens(): Promise<Renewal> {
  // Lost: only a log-in brings others. To ask would keep alive whatever session the cookie holds by
  // now.
  if (owner !== undefined && !held) return "signed-out";
  const before = held;
  let response: Response;
  let pair: TokenPair | undefined;
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    response = await fetch("/api/auth/refresh", { method: "POST", headers: { "X-PMS-CSRF": "1" }, signal });
    pair = response.ok ? ((await response.json()) as TokenPair) : undefined;
  } catch {
    return "unreachable";
  }
  // Somebody has signed in meanwhile: what became of the older cookie says nothing of their tokens.
  if (held !== before) return held ? "renewed" : "signed-out";
  if (pair) {
    if (owner === undefined || owner === pair.user.id) {
      holdTokens(pair);
      return "renewed";
    }
  } else {
    // Nobody reads the problem: unread, it would keep one of the browser's few connections.
    void response.body?.cancel();
    if (![400, 401, 403].includes(response.status)) return "unreachable";
  }
  loseTokens();
  return "signed-out";
}
