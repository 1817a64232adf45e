/** A file of lines that neither fills the disk nor ends the program when the disk is full. */
import { createWriteStream, fchmodSync, fstatSync, openSync, renameSync, type WriteStream } from "node:fs";
import { explainError } from "@pms/kit/observe/explain-error";

export type LogFile = {
  /** @param lines one or more, without the last line break */
  write(lines: string): void;
  close(): Promise<void>;
};

/** Lines name accounts and addresses. */
const ownersOnly = 0o600;
const reopenAfterMs = 10_000;

/**
 * Appends to the file; at `bytesMax` it becomes `<path>.1`, in place of the one before, and a new
 * one is begun. While it cannot be written, lines are dropped: `say` tells so, once each time it
 * fails.
 */
export function openLogFile(path: string, say: (line: string) => void, bytesMax = 50_000_000): LogFile {
  let stream: WriteStream | undefined;
  let bytes = 0;
  let failedAtMs = Number.NEGATIVE_INFINITY;

  const fail = (error: Error) => {
    stream = undefined;
    failedAtMs = performance.now();
    const why = explainError(error);
    say(`${path} cannot be written, lines are dropped: ${why === undefined ? "" : `${why}. `}${error.message}`);
  };
  const open = () => {
    stream?.end();
    if (stream) renameSync(path, `${path}.1`);
    // Opened at once, since its name may soon be that of the next.
    const fd = openSync(path, "a", ownersOnly);
    // Also of one that is there already, from a version that made it readable to all.
    fchmodSync(fd, ownersOnly);
    const opened = createWriteStream(path, { fd });
    opened.on("error", (error) => {
      if (stream === opened) fail(error);
    });
    bytes = fstatSync(fd).size;
    stream = opened;
  };
  const openUnlessFailed = () => {
    if (performance.now() - failedAtMs < reopenAfterMs) return;
    try {
      open();
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
    }
  };

  return {
    write(lines) {
      if (!stream || bytes >= bytesMax) openUnlessFailed();
      bytes += Buffer.byteLength(lines) + 1;
      stream?.write(`${lines}\n`);
    },
    async close() {
      await new Promise<void>((resolve) => (stream ? stream.end(() => resolve()) : resolve()));
    },
  };
}
