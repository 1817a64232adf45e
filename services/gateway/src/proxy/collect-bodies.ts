/** Bodies that are taken whole before they are sent on, counted all together: nobody can make us hold more (REL-8). */
import type { IncomingMessage } from "node:http";
import { ProblemError } from "@pms/kit/problem";
import { tooLarge } from "./request-body.ts";

export type BodyCollector = {
  /**
   * Takes a body whole. One of the two is called, or neither when the client leaves before.
   * @param refuse with 413 beyond the limit, with 503 when too much of all bodies is held already.
   */
  collect(
    request: IncomingMessage,
    limitBytes: number,
    done: (body: Buffer) => void,
    refuse: (problem: ProblemError) => void,
  ): void;
  heldBytes(): number;
};

/** What a piece takes in memory beside its bytes, so that a body in single bytes counts for what it is. */
const pieceBytes = 256;

export function createBodyCollector(heldMaxBytes: number): BodyCollector {
  let held = 0;
  return {
    collect(request, limitBytes, done, refuse) {
      const pieces: Buffer[] = [];
      let receivedBytes = 0;
      let own = 0;
      const release = () => {
        held -= own;
        own = 0;
      };
      const onData = (piece: Buffer) => {
        receivedBytes += piece.byteLength;
        own += piece.byteLength + pieceBytes;
        held += piece.byteLength + pieceBytes;
        if (receivedBytes <= limitBytes && held <= heldMaxBytes) {
          pieces.push(piece);
          return;
        }
        request.off("data", onData).off("end", onEnd).pause();
        release();
        if (receivedBytes > limitBytes) refuse(tooLarge(limitBytes));
        else refuse(new ProblemError("unavailable", undefined, { headers: { "retry-after": "1" } }));
      };
      const onEnd = () => {
        release();
        done(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces));
      };
      request.on("data", onData).on("end", onEnd).once("close", release);
    },
    heldBytes: () => held,
  };
}
