/**
 * Guessing passwords gets slower and slower: per account, per source, and for all together (PW-3). Only refusals count,
 * they are forgotten by half every ten minutes, and nobody is locked out for good. A known device has a count of its own.
 */
import { hash } from "node:crypto";
import { isIPv6 } from "node:net";
import { ProblemError } from "@pms/kit/problem";
import { addFailure, readFailures } from "../store/log-in-failures.ts";
import type { Db } from "../store/tables.ts";

type Limit = { free: number; delayMaxMs: number };
const limits = {
  account: { free: 5, delayMaxMs: 900_000 },
  device: { free: 5, delayMaxMs: 900_000 },
  source: { free: 50, delayMaxMs: 300_000 },
  everyone: { free: 500, delayMaxMs: 2_000 },
} as const satisfies Record<string, Limit>;

export type Throttle = { counts: { key: Buffer; limit: Limit }[]; own: Buffer };

/** @param account what the caller gave as e-mail, as it is compared: it counts whether or not there is such an account */
export function throttleOf(attempt: { account: string; source: string; device: string | undefined }): Throttle {
  const count = (kind: keyof typeof limits, value: string) => ({
    key: hash("sha256", `${kind}\n${value}`, "buffer"),
    limit: limits[kind],
  });
  if (attempt.device !== undefined) {
    const device = count("device", attempt.device);
    return { counts: [device], own: device.key };
  }
  const account = count("account", attempt.account);
  return { counts: [account, count("source", networkOf(attempt.source)), count("everyone", "")], own: account.key };
}

/** How long to wait before the next attempt, in milliseconds; 0 when it may be made now. */
export async function throttledForMs(db: Db, throttle: Throttle): Promise<number> {
  const known = await readFailures(
    db,
    throttle.counts.map(({ key }) => key),
  );
  const waits = known.map(({ key, failures, ms_ago }) => {
    const limit = throttle.counts.find((count) => count.key.equals(key))?.limit;
    return limit ? delayMs(failures, limit) - ms_ago : 0;
  });
  return Math.max(0, ...waits);
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

/** One customer of an IPv6 network has at least a /64: it counts as one source. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes(".")) return address;
  const [head = "", tail = ""] = address.split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === "" ? [] : tail.split(":");
  const groups = address.includes("::")
    ? [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill("0"), ...back]
    : front;
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
