/**
 * Runs at most so many at once; the others wait in the order in which they came. Who asks bounds
 * how many there are.
 */
export function createLimit(places: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < places) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place goes over, so that nobody comes in between.
      if (next) next();
      else running -= 1;
    }
  };
}
