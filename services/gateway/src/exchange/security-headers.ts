/** Sent with every response, whoever made it (OWASP ASVS 5.0, 3.4). */

const always = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

/** For everything that is not a page: nothing in it may run or be framed. */
export const closedPolicy = "default-src 'none'; frame-ancestors 'none'";
const strictTransport = "max-age=31536000; includeSubDomains";

export const securityHeaderNames: ReadonlySet<string> = new Set([...Object.keys(always), "strict-transport-security"]);

const plain: readonly string[] = Object.entries(always).flat();
const overTls: readonly string[] = [...plain, "strict-transport-security", strictTransport];

/** Name, value, name, value… without the content security policy, which depends on what is sent. */
export function securityHeaders(isSecure: boolean): readonly string[] {
  return isSecure ? overTls : plain;
}
