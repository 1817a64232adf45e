/**
 * Bodies that are taken whole before they are sent on, counted all together: nobody can make us hold more (REL-8). Strangers
 * have a part of their own, and each source a share of that: they take nothing from those who have signed in.
 */
import type { IncomingMessage } from "node:http";
import { ProblemError } from "@pms/kit/problem";
import { tooLarge } from "./request-body.ts";

export type BodyCollector = {
  /**
   * Takes a body whole. One of the two is called, or neither when the client leaves before.
   * @param stranger where it comes from, when nobody has signed in.
   * @param refuse with 413 beyond the limit, with 503 when too much of all such bodies is held already.
   */
  collect(
    request: IncomingMessage,
    limitBytes: number,
    stranger: string | undefined,
    done: (body: Buffer) => void,
    refuse: (problem: ProblemError) => void,
  ): void;
  heldBytes(): number;
};

/** What a piece takes in memory beside its bytes, so that a body in single bytes counts for what it is. */
const pieceBytes = 256;

export function createBodyCollector(heldMaxBytes: number): BodyCollector {
  const strangersMax = heldMaxBytes / 4;
  const sourceMax = strangersMax / 16;
  const knownMax = heldMaxBytes - strangersMax;
  let heldOfKnown = 0;
  let heldOfStrangers = 0;
  const heldOfSources = new Map<string, number>();
  /** Counts, or gives back what is below zero. False when it is too much. */
  const count = (stranger: string | undefined, bytes: number): boolean => {
    if (stranger === undefined) {
      heldOfKnown += bytes;
      return heldOfKnown <= knownMax;
    }
    heldOfStrangers += bytes;
    const ofSource = (heldOfSources.get(stranger) ?? 0) + bytes;
    if (ofSource > 0) heldOfSources.set(stranger, ofSource);
    else heldOfSources.delete(stranger);
    return heldOfStrangers <= strangersMax && ofSource <= sourceMax;
  };
  return {
    collect(request, limitBytes, stranger, done, refuse) {
      const pieces: Buffer[] = [];
      let receivedBytes = 0;
      let own = 0;
      const release = () => {
        if (own > 0) count(stranger, -own);
        own = 0;
      };
      const onData = (piece: Buffer) => {
        receivedBytes += piece.byteLength;
        own += piece.byteLength + pieceBytes;
        const fits = count(stranger, piece.byteLength + pieceBytes);
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
    heldBytes: () => heldOfKnown + heldOfStrangers,
  };
}
