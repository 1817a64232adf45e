/**
 * Bodies that are taken whole, counted all together so that nobody makes us hold more (REL-8): each
 * source and user has a share, strangers a part, members half of what users have.
 */
import type { IncomingMessage } from "node:http";
import { ProblemError } from "@pms/kit/problem/problem";
import { tooLarge } from "./request-body.ts";

export type Sender = { user: string; isMember: boolean } | { stranger: string };
export type BodyCollector = {
  /**
   * Calls one of the two, or neither when the client leaves before.
   * @param sender the user, or the source of someone who has not signed in
   * @param refuse with 413 beyond the limit, with 503 when too much is held already
   */
  collect(
    request: IncomingMessage,
    limitBytes: number,
    sender: Sender,
    done: (body: Buffer) => void,
    refuse: (problem: ProblemError) => void,
  ): void;
  heldBytes(): number;
};

/**
 * What a piece takes in memory beside its bytes, so that a body in single bytes counts for what it
 * is.
 */
const pieceBytes = 256;

export function createBodyCollector(heldMaxBytes: number): BodyCollector {
  const strangers = createPot(heldMaxBytes / 4, 16);
  const known = createPot(heldMaxBytes - heldMaxBytes / 4, 12);
  // Anybody can sign up, and somebody can many times.
  const members = createPot((heldMaxBytes - heldMaxBytes / 4) / 2, 1);
  return {
    collect(request, limitBytes, sender, done, refuse) {
      const [bytesOf, holder] = "user" in sender ? [known, sender.user] : [strangers, sender.stranger];
      const isMember = "user" in sender && sender.isMember;
      const count = (bytes: number): boolean => {
        const fits = bytesOf.count(holder, bytes);
        return (!isMember || members.count("all", bytes)) && fits;
      };
      const pieces: Buffer[] = [];
      let receivedBytes = 0;
      let own = 0;
      const release = () => {
        if (own > 0) count(-own);
        own = 0;
      };
      const onData = (piece: Buffer) => {
        receivedBytes += piece.byteLength;
        own += piece.byteLength + pieceBytes;
        const fits = count(piece.byteLength + pieceBytes);
        if (receivedBytes <= limitBytes && fits) {
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
    heldBytes: () => known.heldBytes() + strangers.heldBytes(),
  };
}

/** What is held in all, and by each holder, who has one share of many. */
function createPot(maxBytes: number, shares: number) {
  let heldBytes = 0;
  const heldBy = new Map<string, number>();
  return {
    /** Counts, or gives back what is below zero. False when it is too much. */
    count(holder: string, bytes: number): boolean {
      heldBytes += bytes;
      const own = (heldBy.get(holder) ?? 0) + bytes;
      if (own > 0) heldBy.set(holder, own);
      else heldBy.delete(holder);
      return heldBytes <= maxBytes && own <= maxBytes / shares;
    },
    heldBytes: () => heldBytes,
  };
}
