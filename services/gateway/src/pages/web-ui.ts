/**
 * The web UI: hashed assets for ever, and the page for every address of the application (history
 * routing).
 */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "@pms/kit/http/app";
import { addPage } from "@pms/kit/http/route";
import { notFound } from "@pms/kit/problem/problem";
import { sendFile } from "./send-file.ts";

const immutable = "public, max-age=31536000, immutable";
const revalidate = "no-cache";

const notBuilt = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Patient management</title></head>
  <body>
    <h1>The web UI is not built</h1>
    <p>The API works: see <a href="/docs">its documentation</a>. <code>npm start</code> builds the UI.</p>
  </body>
</html>
`;

export function pagePolicy(nonce: string): string {
  return [
    ...["default-src 'none'", "script-src 'self'", `style-src 'self' 'nonce-${nonce}'`, "img-src 'self' data:"],
    ...["font-src 'self'", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ].join("; ");
}

/** @param directory what the build has made, or will have: it is looked at for every request */
export function addWebUi(app: App, directory: string | undefined): void {
  addPage(app, "/*", async (request, reply) => {
    const [path = "/"] = request.url.split("?");
    if (directory !== undefined && path !== "/" && path !== "/index.html") {
      const cacheControl = path.startsWith("/assets/") ? immutable : revalidate;
      const sent = await sendFile(request, reply, { root: directory, path, cacheControl });
      if (sent) return sent;
    }
    if (!isPage(path, request.headers.accept)) throw notFound();
    const nonce = randomBytes(16).toString("base64");
    const page = directory && (await readFile(join(directory, "index.html"), "utf8").catch(() => undefined));
    return reply
      .header("content-security-policy", pagePolicy(nonce))
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send((page ?? notBuilt).replaceAll("__CSP_NONCE__", nonce));
  });
}

/** A missing asset or API path is missing; it is not the application. */
function isPage(path: string, accept: string | undefined): boolean {
  if (path === "/" || path === "/index.html") return true;
  if (/^\/(api|assets|\.well-known)(\/|$)/.test(path)) return false;
  return accept?.includes("text/html") ?? false;
}
