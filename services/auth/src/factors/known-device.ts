/**
 * A browser that has signed in before shows a signed cookie, and is counted by itself: guessing at
 * a password keeps nobody out (PW-3). A changed password, or a year, ends what the cookie says.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { findCookie, setCookieText } from "../sessions/cookies.ts";
import type { UserRow } from "../store/tables.ts";

/** Whose device it is, and since when the user's devices are known. */
export type DeviceOwner = Pick<UserRow, "id" | "devices_known_since">;

const deviceCookie = "__Host-pms_device";
const deviceLifeSeconds = 365 * 86_400;

export function findDevice(headers: { cookie?: string | undefined }): string | undefined {
  return findCookie(headers, deviceCookie);
}

/** What the header Set-Cookie says when the browser becomes a device of the user. */
export function deviceCookieText(secret: string, userId: string, now: Date): string {
  return setCookieText(deviceCookie, makeDevice(secret, userId, now), deviceLifeSeconds);
}

export function makeDevice(secret: string, userId: string, now: Date): string {
  const id = `${randomBytes(16).toString("base64url")}.${now.getTime().toString(36)}`;
  return `${id}.${signature(secret, id, userId).toString("base64url")}`;
}

/** The device's id when it was given to this user and is not too old. */
export function knownDevice(
  secret: string,
  device: string | undefined,
  { owner, now }: { owner: DeviceOwner; now: Date },
): string | undefined {
  const [random, madeAt, signed, ...more] = device?.split(".") ?? [];
  if (!random || !madeAt || !signed || more.length > 0) return undefined;
  const id = `${random}.${madeAt}`;
  const given = Buffer.from(signed, "base64url");
  const right = signature(secret, id, owner.id);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const oldest = Math.max(owner.devices_known_since?.getTime() ?? 0, now.getTime() - deviceLifeSeconds * 1_000);
  return Number.parseInt(madeAt, 36) >= oldest ? id : undefined;
}

function signature(secret: string, id: string, userId: string): Buffer {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "known devices", 32));
  return createHmac("sha256", key).update(`${id}\n${userId}`).digest();
}
