/**
 * So many log lines of one kind a minute, and then one that says how many were left out: what
 * anybody can cause without end costs the log no more than that (REL-8).
 */

export type LineBound = {
  /**
   * Writes, or leaves it out.
   * @param key whose lines are counted together
   */
  note(key: string, write: () => void): void;
  stop(): void;
};

const everyMs = 60_000;

/**
 * @param options.linesMax of one key in a minute
 * @param options.keysMax keys that are told apart; all others are counted together
 * @param leftOut told at the end of a minute of each key whose lines were left out; the key is
 * undefined for all others
 */
export function boundLines(
  options: { linesMax: number; keysMax: number; everyMs?: number },
  leftOut: (key: string | undefined, count: number) => void,
): LineBound {
  let noted = new Map<string | undefined, number>();
  let timer: NodeJS.Timeout | undefined;
  function tell(): void {
    timer = undefined;
    const over = noted;
    noted = new Map();
    for (const [key, count] of over) if (count > options.linesMax) leftOut(key, count - options.linesMax);
  }
  return {
    note(given, write) {
      const key = noted.has(given) || noted.size < options.keysMax ? given : undefined;
      const count = (noted.get(key) ?? 0) + 1;
      noted.set(key, count);
      timer ??= setTimeout(tell, options.everyMs ?? everyMs).unref();
      if (count <= options.linesMax) write();
    },
    stop() {
      clearTimeout(timer);
      tell();
    },
  };
}
