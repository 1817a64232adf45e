/**
 * What no route takes: OPTIONS, a method that the address does not have, a slash too many, and what
 * is nowhere.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { notFound, ProblemError } from "../problem/problem.ts";
import { collectMethods } from "./allowed-methods.ts";
import { sendProblem } from "./send-problem.ts";

/** To be called before the routes are added. */
export function answerUnmatched(app: FastifyInstance): void {
  const { methodsOf, isName } = collectMethods(app);
  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const [path = ""] = request.url.split("?", 1);
    const methods = methodsOf(path);
    if (methods.length === 0) return sendProblem(nothingAt(path, methodsOf), request, reply);
    if (request.method === "OPTIONS") return reply.code(204).header("allow", allowOf(methods)).send();
    return sendProblem(methodNotAllowed(methods), request, reply);
  };
  app.setNotFoundHandler(answer);
  // Before the body is read. The router takes the name of one route for the parameter of another
  // that has the method.
  app.addHook("onRequest", (request, reply, done) => {
    const { url = "" } = request.routeOptions;
    const isTaken = !request.is404 && !(url.includes(":") && isName(request.url.split("?", 1)[0] ?? ""));
    if (isTaken) done();
    else answer(request, reply);
  });
  // Node hands a CONNECT to nobody and hangs up.
  app.server.on("connect", ({ url = "" }, socket) => {
    const methods = methodsOf(url);
    const allow = allowOf(methods.length > 0 ? methods : ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]);
    socket.end(`HTTP/1.1 405 Method Not Allowed\r\nallow: ${allow}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
  });
}

/** The value of an `Allow` header; every address answers OPTIONS. */
export function allowOf(methods: readonly string[]): string {
  return [...new Set([...methods, "OPTIONS"])].sort().join(", ");
}

/** 405 with the methods that are allowed there (RFC 9110, 15.5.6). */
export function methodNotAllowed(methods: readonly string[]): ProblemError {
  return new ProblemError("method-not-allowed", undefined, { headers: { allow: allowOf(methods) } });
}

/** 404, which says so where only a slash at the end is too many. */
export function nothingAt(path: string, methodsOf: (path: string) => readonly string[]): ProblemError {
  const isSlashed = path.length > 1 && path.endsWith("/") && methodsOf(path.slice(0, -1)).length > 0;
  return isSlashed ? new ProblemError("not-found", "Leave out the slash at the end of the address.") : notFound();
}
