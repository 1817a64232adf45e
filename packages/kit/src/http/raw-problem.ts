/**
 * A problem as bytes, for a connection on which no request has been read: nothing else can answer
 * there.
 */
import { type ProblemKind, problemKinds, problemType } from "@pms/contracts/http/problems";

/**
 * @param options.status where it differs from the kind's; `headers` are name, value, name, value…
 */
export function rawProblem(
  kind: ProblemKind,
  options: { status?: number; detail?: string; headers?: readonly string[] } = {},
): string {
  const { title } = problemKinds[kind];
  const { status = problemKinds[kind].status, detail, headers = [] } = options;
  const body = JSON.stringify({ type: problemType(kind), title, status, ...(detail && { detail }) });
  const all = [
    ...["content-type", "application/problem+json", "content-length", String(Buffer.byteLength(body))],
    ...["cache-control", "no-store", "connection", "close"],
    ...headers,
  ];
  let head = `HTTP/1.1 ${status} ${title}\r\n`;
  for (let i = 0; i < all.length; i += 2) head += `${all[i]}: ${all[i + 1]}\r\n`;
  return `${head}\r\n${body}`;
}
