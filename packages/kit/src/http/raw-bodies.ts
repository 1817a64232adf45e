/** Routes whose body is a file: taken whole, as bytes, whatever they are said to be. */
import type { FastifyInstance } from "fastify";
import { ProblemError } from "../problem/problem.ts";
import type { App } from "./app.ts";

/** What all files that are on their way may take in memory together (REL-8). */
const heldMaxBytes = 67_108_864;

/**
 * Adds routes that take one of these media types, or `application/octet-stream`, as a Buffer; 415
 * for any other and for a body that is compressed, 503 while too much is on its way already.
 */
export function withRawBodies(app: App, mediaTypes: readonly string[], add: (app: App) => void): void {
  app.register(async (scope) => {
    boundBodies(scope as unknown as FastifyInstance);
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      [...mediaTypes, "application/octet-stream"],
      { parseAs: "buffer" },
      ({ headers }, bytes, done) => {
        const coding = headers["content-encoding"] ?? "identity";
        if (coding.trim().toLowerCase() === "identity") done(null, bytes);
        else done(new ProblemError("unsupported-media-type", "Send the file as it is, without a Content-Encoding."));
      },
    );
    const detail = `Send the file as ${mediaTypes.join(", ")} or application/octet-stream.`;
    scope.addContentTypeParser("*", (_request, _payload, done) =>
      done(new ProblemError("unsupported-media-type", detail)),
    );
    add(scope);
  });
}

/** Behind authentication, so that strangers hold no room; a body of no announced length counts as the longest. */
function boundBodies(app: FastifyInstance): void {
  let heldBytes = 0;
  app.addHook("onRequest", (request, reply, done) => {
    const { bodyLimit } = request.routeOptions;
    const announced = Number(request.headers["content-length"] ?? bodyLimit);
    const bytes = Math.min(announced, bodyLimit ?? announced);
    if (heldBytes + bytes > heldMaxBytes) throw new ProblemError("unavailable", undefined, retryAfter);
    heldBytes += bytes;
    reply.raw.once("close", () => {
      heldBytes -= bytes;
    });
    done();
  });
}

const retryAfter = { headers: { "retry-after": "1" } };
