/** Who is signed in. The refresh cookie is the browser's; everything here is gone with the page. */

import type { Permission } from "@pms/contracts/auth/permissions";
import type { LogIn } from "@pms/contracts/auth/sign-in";
import type { Me } from "@pms/contracts/auth/users";
import { useSyncExternalStore } from "react";
import { t } from "../i18n/i18n.ts";
import { call } from "../lib/api.ts";
import { dropAllDrafts } from "../lib/drafts.ts";
import { heldForms } from "../lib/post-reliably.ts";
import { ApiError } from "../lib/problem.ts";
import { queryClient } from "../lib/query-client.ts";
import { forgetRecentPatients } from "../lib/recent-patients.ts";
import { setSearchText } from "../lib/search-text.ts";
import { dropTokens, holdTokens, loseTokens, renew, whenSessionIsLost } from "../lib/tokens.ts";
import { unsettledWords } from "./unsettled-words.ts";

export type Session =
  | { kind: "starting" }
  /** Without an answer it is not known: the cookie may still hold a session. */
  | { kind: "signed-out"; unanswered?: true }
  /**
   * `notSignedOut`: leaving was asked for, and the server did not say that the session has ended.
   */
  | { kind: "signed-in"; me: Me; notSignedOut?: true }
  /**
   * The log-in ended while something was open: the page stays, covered, until the same person is
   * back. `locked`: they have covered it themselves.
   */
  | { kind: "expired"; me: Me; locked?: true };

let session: Session = { kind: "starting" };
const listeners = new Set<() => void>();
const otherTabs = new BroadcastChannel("session");

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function forgetEverything(): void {
  dropTokens();
  dropAllDrafts();
  setSearchText("");
  forgetRecentPatients();
  queryClient.clear();
  become({ kind: "signed-out" });
}

whenSessionIsLost(() => {
  if (session.kind === "signed-in") become({ kind: "expired", me: session.me });
});
// Signed out in another tab: what is open here was not asked about there, and stays for the same
// person.
otherTabs.onmessage = loseTokens;

let started: Promise<void> | undefined;

/** At page load: the cookie may still hold a session. */
export function startSession(): Promise<void> {
  started ??= session.kind === "starting" ? askForSession() : Promise.resolve();
  return started;
}

async function foundSession(): Promise<Session> {
  const renewal = await renew();
  if (renewal === "signed-out") return { kind: "signed-out" };
  if (renewal === "unreachable") return { kind: "signed-out", unanswered: true };
  return { kind: "signed-in", me: await call("GET", "/api/auth/me") };
}

/** Asks whose session the cookie holds, unless somebody has signed in meanwhile. */
export async function askForSession(): Promise<void> {
  const found = await foundSession().catch((): Session => ({ kind: "signed-out", unanswered: true }));
  if (session.kind === "starting" || session.kind === "signed-out") become(found);
}

/**
 * Signs in with the cookie as keeper of the session. What was open lives on only for the same
 * person.
 */
export async function signIn(email: string, password: string): Promise<Me> {
  const body: LogIn = { email, password, session: "cookie" };
  const pair = await call("POST", "/api/auth/login", { body, cookieRoute: true });
  if (session.kind !== "expired" || session.me.user.id !== pair.user.id) forgetEverything();
  holdTokens(pair);
  const me = await call("GET", "/api/auth/me");
  become({ kind: "signed-in", me });
  void queryClient.invalidateQueries();
  return me;
}

/**
 * True when nothing sent is unsettled, or whoever leaves says that it may be forgotten: nobody
 * could check it then.
 */
function mayForget(): boolean {
  const kinds = new Set(heldForms().map((form) => form.split(":")[0] ?? form));
  if (kinds.size === 0) return true;
  const what = [...kinds].map((kind) => unsettledWords[kind] ?? kind).join(", ");
  return confirm(t("It is not known yet whether {what} was saved. Sign out and leave that unchecked?", { what }));
}

/**
 * True when the server says that the session is over. Without an answer its cookie may still sign
 * somebody in.
 */
async function endOnServer(): Promise<boolean> {
  try {
    await call("POST", "/api/auth/logout");
    return true;
  } catch (error) {
    // A token that has run out is refused as well: whether the cookie is any good, only a renewal
    // tells.
    return error instanceof ApiError && error.status === 401 && (await renew()) === "signed-out";
  }
}

/**
 * Ends the session on the server first, then forgets everything. False when who wanted to leave
 * stays: something is unsettled, or the server did not answer, which is said over the page.
 */
export async function signOut(): Promise<boolean> {
  if (!mayForget()) return false;
  // An expired one is over already: nobody has to be asked, and the other tabs may be somebody
  // else's.
  if (session.kind === "signed-in") {
    if (!(await endOnServer())) {
      tellNotSignedOut();
      return false;
    }
    otherTabs.postMessage("signed-out");
  }
  forgetEverything();
  return true;
}

const lockAgainMs = 5_000;

/**
 * Covers the page at once and ends the session, so that no reload uncovers it; what is open stays
 * for the same person. Without an answer the end is asked for again for as long as it is locked.
 */
export async function lock(): Promise<void> {
  if (session.kind !== "signed-in") return;
  const mine: Session = { kind: "expired", me: session.me, locked: true };
  become(mine);
  const isStill = () => session === mine;
  while (isStill() && !(await endOnServer())) await new Promise((resolve) => setTimeout(resolve, lockAgainMs));
  if (!isStill()) return;
  loseTokens();
  otherTabs.postMessage("signed-out");
}

/** From now on this is the facility that one works at, as far as the pages suggest one. */
export function workAt(facilityId: string): void {
  if (session.kind === "signed-in") become({ ...session, me: { ...session.me, defaultFacilityId: facilityId } });
}

function tellNotSignedOut(): void {
  if (session.kind === "signed-in") become({ ...session, notSignedOut: true });
}

/** Back to the page that somebody wanted to leave and could not. */
export function staySignedIn(): void {
  if (session.kind === "signed-in") become({ kind: "signed-in", me: session.me });
}

export function currentSession(): Session {
  return session;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, currentSession);
}

/** The signed-in person; only for pages behind the guard. */
export function useMe(): Me {
  const now = useSession();
  if (now.kind !== "signed-in" && now.kind !== "expired") throw new Error("no one is signed in");
  return now.me;
}

/** Whether the signed-in person has a permission. */
export function useMay(): (permission: Permission) => boolean {
  const now = useSession();
  const held = now.kind === "signed-in" || now.kind === "expired" ? now.me.permissions : [];
  return (permission) => held.includes(permission);
}
