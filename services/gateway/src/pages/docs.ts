/**
 * A page to read and try the API: Swagger UI's files, started by a script of our own so that
 * nothing runs inline.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { App } from "@pms/kit/http/app";
import { addPage } from "@pms/kit/http/route";
import { notFound } from "@pms/kit/problem/problem";
import { sendFile } from "./send-file.ts";

const files = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"] as const;

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>API · Patient management</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="icon" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
/** The token that is typed in stays in the page's memory (PRV-2). */
const script = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
`;
/** Swagger UI sets styles on elements and inlines its icons. */
const policy = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:"],
  ...["connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join("; ");

export async function addDocs(app: App): Promise<void> {
  const root = join(dirname(createRequire(import.meta.url).resolve("@fastify/swagger-ui")), "static");
  addPage(app, "/docs", async (_request, reply) =>
    reply.header("content-security-policy", policy).type("text/html; charset=utf-8").send(page),
  );
  addPage(app, "/docs/start.js", async (_request, reply) =>
    reply.header("cache-control", "no-cache").type("text/javascript; charset=utf-8").send(script),
  );
  for (const name of files)
    addPage(app, `/docs/${name}`, async (request, reply) => {
      const sent = await sendFile(request, reply, { root, path: `/${name}`, cacheControl: "no-cache" });
      if (!sent) throw notFound();
      return sent;
    });
}
