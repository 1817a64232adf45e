/** Bodies that are taken whole before they are sent on, counted all together: nobody can make us hold more (REL-8). */
import type { Readable } from "node:stream";
import { ProblemError } from "@pms/kit/problem";

export type BodyCollector = {
  /** Rejects with 503 when too much of all bodies is held already. */
  collect(body: Readable): Promise<Buffer>;
  heldBytes(): number;
};

/** What a piece takes in memory beside its bytes, so that a body in single bytes counts for what it is. */
const pieceBytes = 256;

export function createBodyCollector(heldMaxBytes: number): BodyCollector {
  let held = 0;
  return {
    async collect(body) {
      const pieces: Buffer[] = [];
      let own = 0;
      try {
        for await (const piece of body as AsyncIterable<Buffer>) {
          own += piece.byteLength + pieceBytes;
          held += piece.byteLength + pieceBytes;
          if (held > heldMaxBytes)
            throw new ProblemError("unavailable", undefined, { headers: { "retry-after": "1" } });
          pieces.push(piece);
        }
        return Buffer.concat(pieces);
      } finally {
        held -= own;
      }
    },
    heldBytes: () => held,
  };
}
