import type { FastifyReply } from "fastify";

/** `name` is ours alone: letters, digits, hyphens and an ending, nothing that a caller wrote. */
export type SentFile = { bytes: Uint8Array; mediaType: string; name: string };

/** Answers with a file that a browser shows, and saves under its name; by `Accept`, so it varies. */
export function sendFile(reply: FastifyReply, { bytes, mediaType, name }: SentFile): FastifyReply {
  return reply
    .type(mediaType)
    .header("vary", "accept")
    .header("content-disposition", `inline; filename="${name}"`)
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
