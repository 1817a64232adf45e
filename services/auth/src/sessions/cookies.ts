/** Cookies of this host alone, out of reach of scripts and of other sites' requests (TOK-6). */
import { ProblemError } from "@pms/kit/problem/problem";

/** What the header Set-Cookie says; a life of 0 removes the cookie. */
export function setCookieText(name: string, value: string, lifeSeconds: number): string {
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=${Math.floor(lifeSeconds)}`;
}

/** Undefined when the cookie is missing or empty; 400 when it came twice. */
export function findCookie(headers: { cookie?: string | undefined }, name: string): string | undefined {
  const values = (headers.cookie ?? "")
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  if (values.length > 1) throw new ProblemError("malformed", "The cookie came twice.");
  return values[0] || undefined;
}
