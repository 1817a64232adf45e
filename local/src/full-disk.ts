/** A full disk is said on the terminal: the log file is on the disk that is full. */

const sayEveryMs = 60_000;

/**
 * @returns given each line of PostgreSQL's log; says, once a minute at most, that the disk is full.
 */
export function createFullDiskTeller(
  directory: string,
  say: (line: string) => void,
  now: () => number = performance.now.bind(performance),
): (line: string) => void {
  let saidAtMs = Number.NEGATIVE_INFINITY;
  return (line) => {
    if (!line.includes("No space left on device") || now() - saidAtMs < sayEveryMs) return;
    saidAtMs = now();
    say(`The disk that holds ${directory} is full: PostgreSQL cannot write. Free space; the system goes on by itself.`);
  };
}
