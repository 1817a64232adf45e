/**
 * A browser that has signed in to an account before holds a signed cookie that says so. It is counted by itself when
 * passwords are guessed, so that whoever attacks an account does not keep its owner out (PW-3).
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";

export function makeDevice(secret: string, userId: string): string {
  const id = randomBytes(16).toString("base64url");
  return `${id}.${signature(secret, id, userId).toString("base64url")}`;
}

/** The device's id when it was given to this user. */
export function knownDevice(secret: string, device: string | undefined, userId: string): string | undefined {
  const [id, signed] = device?.split(".") ?? [];
  if (!id || !signed) return undefined;
  const given = Buffer.from(signed, "base64url");
  const right = signature(secret, id, userId);
  return given.length === right.length && timingSafeEqual(given, right) ? id : undefined;
}

function signature(secret: string, id: string, userId: string): Buffer {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "known devices", 32));
  return createHmac("sha256", key).update(`${id}\n${userId}`).digest();
}
