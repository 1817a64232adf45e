/** The access token: in this module's memory only, renewed ahead of expiry, by one request at a time (TOK-6). */
import type { TokenPair } from "@pms/contracts/auth";

export type Renewal = "renewed" | "signed-out" | "unreachable";

let held: { accessToken: string; expiresAt: number } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let renewing: Promise<Renewal> | undefined;
let onLost: () => void = () => {};

/** What to do when the session has ended under a page that still shows something. */
export function whenSessionIsLost(listener: () => void): void {
  onLost = listener;
}

export function holdTokens(pair: TokenPair): void {
  held = { accessToken: pair.accessToken, expiresAt: Date.now() + pair.expiresIn * 1000 };
  clearTimeout(timer);
  timer = setTimeout(() => void renew(), Math.max(5, pair.expiresIn * 0.75) * 1000);
}

export function dropTokens(): void {
  held = undefined;
  clearTimeout(timer);
}

/** The token to send; renews first when the held one is about to expire (a tab that slept). */
export async function bearer(): Promise<string | undefined> {
  if (held && held.expiresAt - Date.now() < 5_000) await renew();
  return held?.accessToken;
}

/** Trades the refresh cookie for a new access token; callers at the same time share one request. */
export function renew(): Promise<Renewal> {
  renewing ??= askForTokens().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function askForTokens(): Promise<Renewal> {
  let response: Response;
  try {
    response = await fetch("/api/auth/refresh", { method: "POST", headers: { "X-PMS-CSRF": "1" } });
  } catch {
    return "unreachable";
  }
  if (response.ok) {
    holdTokens((await response.json()) as TokenPair);
    return "renewed";
  }
  if (response.status !== 401 && response.status !== 403 && response.status !== 400) return "unreachable";
  const hadOne = held !== undefined;
  dropTokens();
  if (hadOne) onLost();
  return "signed-out";
}
