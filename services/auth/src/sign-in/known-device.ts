/**
 * A browser that has signed in to an account before holds a signed cookie that says so. It is counted by itself when
 * passwords are guessed, so that whoever attacks an account does not keep its owner out (PW-3). A stolen one gives a few
 * guesses, for a year at most, and none once the password was changed.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import type { UserRow } from "../store/tables.ts";

/** Whose device it is, and since when the user's devices are known. */
export type DeviceOwner = Pick<UserRow, "id" | "devices_known_since">;

export const deviceLifeSeconds = 365 * 86_400;

export function makeDevice(secret: string, userId: string, nowMs: number = Date.now()): string {
  const id = `${randomBytes(16).toString("base64url")}.${nowMs.toString(36)}`;
  return `${id}.${signature(secret, id, userId).toString("base64url")}`;
}

/** The device's id when it was given to this user and is not too old. */
export function knownDevice(secret: string, device: string | undefined, owner: DeviceOwner): string | undefined {
  const [random, madeAt, signed, ...more] = device?.split(".") ?? [];
  if (!random || !madeAt || !signed || more.length > 0) return undefined;
  const id = `${random}.${madeAt}`;
  const given = Buffer.from(signed, "base64url");
  const right = signature(secret, id, owner.id);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const oldest = Math.max(owner.devices_known_since?.getTime() ?? 0, Date.now() - deviceLifeSeconds * 1_000);
  return Number.parseInt(madeAt, 36) >= oldest ? id : undefined;
}

function signature(secret: string, id: string, userId: string): Buffer {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "known devices", 32));
  return createHmac("sha256", key).update(`${id}\n${userId}`).digest();
}
