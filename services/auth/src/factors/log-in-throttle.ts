/**
 * Guessing passwords gets slower per e-mail, per source and for everyone (PW-3). Refusals count, by
 * half after ten minutes; a known device counts by itself, and a quiet network goes on meanwhile.
 */
import { hash } from "node:crypto";
import { ProblemError } from "@pms/kit/problem/problem";
import type { Db } from "../store/tables.ts";
import { networkOf, surroundingsOf } from "./network-of.ts";
import { addFailure, readFailures } from "./store/log-in-failures.ts";

type Limit = { free: number; delayMaxMs: number };
type Kind = keyof typeof limits;
const limits = {
  account: { free: 5, delayMaxMs: 900_000 },
  device: { free: 5, delayMaxMs: 900_000 },
  user: { free: 5, delayMaxMs: 900_000 },
  source: { free: 50, delayMaxMs: 300_000 },
  // Slows down nobody by itself: says whether the networks around are quiet too.
  surroundings: { free: Number.POSITIVE_INFINITY, delayMaxMs: 0 },
  everyone: { free: 500, delayMaxMs: 2_000 },
} as const satisfies Record<string, Limit>;

/** Fewer refusals than these, lately: a mistyped password or two, and a few of the neighbours'. */
const quiet = { source: 1.5, surroundings: 19.5 };

export type Throttle = { counts: { kind: Kind; key: Buffer }[]; own: Buffer };

function count(kind: Kind, value: string): Throttle["counts"][number] {
  return { kind, key: hash("sha256", `${kind}\n${value}`, "buffer") };
}

/**
 * @param attempt.emailKey the given e-mail, as it is compared: it counts whether or not there is
 * such a user
 */
export function throttleOf(attempt: { emailKey: string; source: string; device: string | undefined }): Throttle {
  if (attempt.device !== undefined) return throttleOfOne("device", attempt.device);
  const own = count("account", attempt.emailKey);
  const counts = [
    own,
    count("source", networkOf(attempt.source)),
    count("surroundings", surroundingsOf(attempt.source)),
    count("everyone", ""),
  ];
  return { counts, own: own.key };
}

/**
 * Of who has signed in: strangers who guess at the user's password, or at all, keep nobody from
 * changing their own.
 */
export function throttleOfUser(userId: string): Throttle {
  return throttleOfOne("user", userId);
}

function throttleOfOne(kind: "device" | "user", value: string): Throttle {
  const one = count(kind, value);
  return { counts: [one], own: one.key };
}

/** How long to wait before the next attempt, in milliseconds; 0 when it may be made now. */
export async function throttledForMs(db: Db, throttle: Throttle): Promise<number> {
  const known = await readFailures(
    db,
    throttle.counts.map(({ key }) => key),
  );
  const waits = throttle.counts.map(({ kind, key }) => {
    const { failures = 0, ms_ago: msAgo = 0 } = known.find((each) => each.key.equals(key)) ?? {};
    return { kind, failures, waitMs: delayMs(failures, limits[kind]) - msAgo };
  });
  const isQuiet = waits.every(
    ({ kind, failures }) => !(kind === "source" || kind === "surroundings") || failures < quiet[kind],
  );
  return Math.max(0, ...waits.map(({ kind, waitMs }) => (kind === "everyone" && isQuiet ? 0 : waitMs)));
}

/** 0 up to the free ones, then 1 s, 2 s, 4 s … after the last refusal. */
export function delayMs(failures: number, { free, delayMaxMs }: Limit): number {
  return failures < free - 0.5 ? 0 : Math.min(delayMaxMs, 1_000 * 2 ** Math.min(30, failures - free));
}

export function countRefusal(db: Db, throttle: Throttle): Promise<void> {
  return addFailure(
    db,
    throttle.counts.map(({ key }) => key),
  );
}

export function tooManyAttempts(waitMs: number): ProblemError {
  return new ProblemError("too-many-requests", "Too many log-ins were refused. Wait before the next one.", {
    headers: { "retry-after": String(Math.max(1, Math.ceil(waitMs / 1_000))) },
  });
}
