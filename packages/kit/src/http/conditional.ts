/** ETag and If-Match (RFC 9110): no write without saying which version it replaces (REL-5). */
import type { FastifyReply, FastifyRequest } from "fastify";
import { ProblemError } from "../problem/problem.ts";

/** @param state what one version is told apart by where it has more than one representation */
export function etagOf(version: number, state?: string): string {
  return state === undefined ? `"v${version}"` : `"v${version}-${state}"`;
}

/**
 * The versions that If-Match names, in whichever state they were read. Throws 428 when the header
 * is missing or `*`; an optional header is for the caller to look for first.
 */
export function ifMatchVersions(request: FastifyRequest): readonly number[] {
  const { config, url } = request.routeOptions;
  if (!config.ifMatch) throw new Error(`${request.method} ${url} reads If-Match and does not declare ifMatch`);
  const header = request.headers["if-match"];
  if (header === undefined)
    throw new ProblemError("precondition-required", "Send If-Match with the ETag that you read.");
  if (header.trim() === "*")
    throw new ProblemError("precondition-required", "If-Match: * names no version. Send the ETag that you read.");
  return tagsOf(header).flatMap((tag) => {
    const version = /^"v([1-9]\d{0,8})(?:-[a-z][a-z0-9-]*)?"$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

/** Of ours no tag has a comma within. */
const tagsOf = (header: string) => header.split(",").map((tag) => tag.trim());

/** 412: someone else has written since. */
export function stale(): ProblemError {
  return new ProblemError("stale", "The record was changed since you read it. Read it again.");
}

/**
 * Sets the ETag; true when If-None-Match says that the caller has this representation already, or
 * with `*` any that there is, so that 304 is the answer.
 */
export function notModified(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header("etag", etag);
  const known = tagsOf(request.headers["if-none-match"] ?? "");
  return known.some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag);
}
