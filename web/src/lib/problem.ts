/** What can go wrong with a call, as the pages tell it. */
import type { Problem } from "@pms/contracts/http/common";
import { serverText, t } from "../i18n/i18n.ts";

/** The server answered with a problem (RFC 9457). */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly problem: Problem;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** No answer came: whether a write happened is unknown. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

const unclear = new Set([408, 425]);

/** True when asking once more may help: no answer, or a server that could not give one just now. */
export function isWorthReadingAgain(error: unknown): boolean {
  return error instanceof NoAnswer || (error instanceof ApiError && (error.status >= 500 || unclear.has(error.status)));
}

/**
 * True when the same write must be sent again, under the same key, to learn what became of it. A
 * server that failed may have failed after it had saved.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  return error.status >= 500 || unclear.has(error.status) || error.problem.type.endsWith("/still-running");
}

/**
 * True when it is missing or outside the reader's access: what was read of it before must not stay
 * on the page.
 */
export function isOutOfReach(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 403);
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** One plain sentence. */
export function describeProblem(error: unknown): string {
  if (error instanceof NoAnswer) return t("No answer came. Check the connection.");
  if (!(error instanceof ApiError)) return t("This page failed.");
  if (error.status === 404) return t("Not found, or outside your access.");
  if (error.status === 403)
    return error.problem.detail ? sentence(serverText(error.problem.detail)) : t("Your role does not include this.");
  return sentence(serverText(error.problem.detail ?? error.problem.title));
}

/**
 * What the server said of one field, as a sentence about it; undefined when it said nothing of it.
 */
export function describeField(error: unknown, pointer: string, subject: string): string | undefined {
  const found =
    error instanceof ApiError ? error.problem.errors?.find((field) => field.pointer === pointer) : undefined;
  return found && t("{subject} {detail}.", { subject, detail: serverText(found.detail) });
}

/** What is to be confirmed before the same can be done; empty for every other problem. */
export function questionsOf(error: unknown): readonly string[] {
  return (error instanceof ApiError && error.problem.confirm) || [];
}

export function requestIdOf(error: unknown): string | undefined {
  return error instanceof ApiError ? error.problem.requestId : undefined;
}
