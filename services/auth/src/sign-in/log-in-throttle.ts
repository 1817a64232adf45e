/**
 * Guessing passwords gets slower and slower: per account, per source, and for all together (PW-3). Only refusals count,
 * they are forgotten by half every ten minutes, and nobody is locked out for good. A known device has a count of its own; and
 * while all together are slowed down, whoever comes from where hardly anything was refused goes on.
 */
import { hash } from "node:crypto";
import { ProblemError } from "@pms/kit/http/problem";
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

/** @param account what the caller gave as e-mail, as it is compared: it counts whether or not there is such an account */
export function throttleOf(attempt: { account: string; source: string; device: string | undefined }): Throttle {
  if (attempt.device !== undefined) return throttleOfOne("device", attempt.device);
  const account = count("account", attempt.account);
  const counts = [
    account,
    count("source", networkOf(attempt.source)),
    count("surroundings", surroundingsOf(attempt.source)),
    count("everyone", ""),
  ];
  return { counts, own: account.key };
}

/** For somebody who has signed in: strangers who guess at the account, or at all of them, keep nobody from changing a password. */
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
