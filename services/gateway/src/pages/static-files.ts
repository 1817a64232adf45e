/**
 * Files of a directory, by URL. Only what was found when looking is ever served, so no path can
 * lead out of it.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

type Encoding = "br" | "gzip" | "identity";
export type StaticFile = {
  type: string;
  etag: string;
  content: Buffer;
  /** Made when first asked for, then kept. */
  encoded: Map<Encoding, Promise<Buffer>>;
};
export type StaticFiles = ReadonlyMap<string, StaticFile>;

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
};
const compressible = /^(text\/|image\/svg|application\/(json|manifest|wasm))/;
const encode = {
  br: (content: Buffer) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (content: Buffer) => promisify(gzip)(content, { level: 7 }),
  identity: async (content: Buffer) => content,
} as const;

/**
 * Everything below the directory, read into memory; hidden files and links are left out. Empty when
 * there is none.
 */
export async function readStaticFiles(directory: string): Promise<StaticFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, StaticFile>();
  for (const entry of entries) {
    if (!entry.isFile() || entry.name.startsWith(".")) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${relative(directory, path).split(sep).join("/")}`, await readStaticFile(path));
  }
  return files;
}

export async function readStaticFile(path: string): Promise<StaticFile> {
  const content = await readFile(path);
  const etag = `"${createHash("sha256").update(content).digest("base64url").slice(0, 22)}"`;
  return { type: types[extname(path)] ?? "application/octet-stream", etag, content, encoded: new Map() };
}

/** With the best encoding that the client takes; 304 when it has the file already. */
export async function sendStaticFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: StaticFile,
  cacheControl: string,
): Promise<FastifyReply> {
  const encoding = encodingFor(request.headers["accept-encoding"], file);
  const etag = encoding === "identity" ? file.etag : `${file.etag.slice(0, -1)}-${encoding}"`;
  reply.header("cache-control", cacheControl).header("etag", etag).header("vary", "accept-encoding");
  if (request.headers["if-none-match"]?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag))
    return reply.code(304).send();
  let content = file.encoded.get(encoding);
  if (!content) {
    content = encode[encoding](file.content);
    file.encoded.set(encoding, content);
  }
  if (encoding !== "identity") reply.header("content-encoding", encoding);
  return reply.type(file.type).send(await content);
}

function encodingFor(accepted: string | undefined, file: StaticFile): Encoding {
  if (file.content.byteLength < 1_024 || !compressible.test(file.type)) return "identity";
  const names = (accepted ?? "").split(",").map((part) => part.trim());
  const takes = (name: string) =>
    names.some((part) => part === name || (part.startsWith(`${name};`) && !/q=0(\.0*)?$/.test(part)));
  return takes("br") ? "br" : takes("gzip") ? "gzip" : "identity";
}
