/**
 * The web UI: hashed assets for ever, and the page for every address of the application (history
 * routing).
 */
import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "@pms/kit/http/server";
import { notFound } from "@pms/kit/problem/problem";
import { readStaticFiles, type StaticFiles, sendStaticFile } from "./static-files.ts";

const open = { config: { access: { public: true as const } }, schema: { hide: true } };
const immutable = "public, max-age=31536000, immutable";
const revalidate = "no-cache";
/** How often to look whether the UI was built anew. */
const staleAfterMs = 1_000;

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

export function addWebUi(app: App, directory: string | undefined): void {
  const current = watchBuild(directory);
  app.get("/*", open, async (request, reply) => {
    const [path = "/"] = request.url.split("?");
    const files = await current();
    const file = path === "/index.html" ? undefined : files.get(path);
    if (file) return sendStaticFile(request, reply, file, path.startsWith("/assets/") ? immutable : revalidate);
    if (!isPage(path, request.headers.accept)) throw notFound();
    const nonce = randomBytes(16).toString("base64");
    const page = files.get("/index.html")?.content.toString("utf8") ?? notBuilt;
    return reply
      .header("content-security-policy", pagePolicy(nonce))
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(page.replaceAll("__CSP_NONCE__", nonce));
  });
}

/** A missing asset or API path is missing; it is not the application. */
function isPage(path: string, accept: string | undefined): boolean {
  if (path === "/" || path === "/index.html") return true;
  if (/^\/(api|assets|\.well-known)(\/|$)/.test(path)) return false;
  return accept?.includes("text/html") ?? false;
}

/** The files as they are now: read again when the page was built anew. */
function watchBuild(directory: string | undefined): () => Promise<StaticFiles> {
  let files: Promise<StaticFiles> = Promise.resolve(new Map());
  let [builtAtMs, lookedAtMs] = [0, Number.NEGATIVE_INFINITY];
  return async () => {
    if (directory === undefined || performance.now() - lookedAtMs < staleAfterMs) return files;
    lookedAtMs = performance.now();
    const changedAtMs = await stat(join(directory, "index.html")).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (changedAtMs !== builtAtMs) {
      builtAtMs = changedAtMs;
      files = readStaticFiles(directory);
    }
    return files;
  };
}
