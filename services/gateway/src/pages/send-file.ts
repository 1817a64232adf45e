/** A file of a directory, by its URL. What leads out of it, is hidden or a folder is not found. */
import acceptNegotiator from "@fastify/accept-negotiator";
import send from "@fastify/send";
import type { FastifyReply, FastifyRequest } from "fastify";

/** What the build puts beside a file that is worth it. */
const compressed = { br: ".br", gzip: ".gz" } as const;
const codings = ["br", "gzip"] as const;
// The library still has the name that RFC 9239 made obsolete.
send.mime.define({ "text/javascript": ["js", "mjs"] }, true);

/**
 * Sends it in the best encoding that the client takes and the build has made, or 304.
 * @returns undefined, and nothing is sent, when there is no such file
 */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  { root, path, cacheControl }: { root: string; path: string; cacheControl: string },
): Promise<FastifyReply | undefined> {
  const taken = codings.find(
    (coding) => acceptNegotiator.negotiate(request.headers["accept-encoding"] ?? "", [coding]) !== null,
  );
  for (const coding of taken ? [taken, undefined] : [undefined]) {
    const file = await send(request.raw, coding ? path + compressed[coding] : path, {
      ...{ root, index: false, dotfiles: "ignore" },
      ...{ acceptRanges: false, cacheControl: false, contentType: false },
    });
    if (file.type !== "file") continue;
    if (coding) reply.header("content-encoding", coding);
    return reply
      .code(file.statusCode)
      .headers(file.headers)
      .header("cache-control", cacheControl)
      .header("vary", "accept-encoding")
      .type(typeOf(path))
      .send(file.stream);
  }
  return undefined;
}

function typeOf(path: string): string {
  const type = send.mime.getType(path) ?? "application/octet-stream";
  return send.isUtf8MimeType(type) ? `${type}; charset=utf-8` : type;
}
