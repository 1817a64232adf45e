/** How far this machine's clock is from auth's: tokens are dated by auth's and judged by ours. */

const toleratedMs = 30_000;
/**
 * An update that came late makes our clock look fast, never slow: the least of several is the
 * truest.
 */
const samplesMax = 5;

export type ClockSkew = {
  /** @param sentAtMs auth's clock when it sent an update that has just come */
  compare(sentAtMs: number): void;
  /** In words, when it is more than 30 s; undefined when all is well. */
  complaint(): string | undefined;
};

/** @param now replaceable so that tests can have a clock that is wrong */
export function createClockSkew(now: () => number = Date.now): ClockSkew {
  let samples: number[] = [];
  return {
    compare(sentAtMs) {
      samples = [now() - sentAtMs, ...samples].slice(0, samplesMax);
    },
    complaint() {
      const skewMs = Math.min(...samples);
      if (samples.length === 0 || Math.abs(skewMs) <= toleratedMs) return undefined;
      const seconds = Math.round(Math.abs(skewMs) / 1_000);
      return `this clock is ${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} auth's`;
    },
  };
}
