// The http section's limits of host.json: how many requests run at once, how many may run or wait. Pure bookkeeping.

export interface Throttle {
  /** Resolves with the release when the request may run; undefined at once when there are too many. */
  enter(): Promise<(() => void) | undefined>;
}

export function createThrottle(limits: {
  readonly concurrent: number | undefined;
  readonly outstanding: number | undefined;
}): Throttle {
  const concurrent = limits.concurrent ?? Number.POSITIVE_INFINITY;
  const outstanding = limits.outstanding ?? Number.POSITIVE_INFINITY;
  let running = 0;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next)
      next(); // its place passes on, so nobody can slip in between
    else running--;
  };
  return {
    async enter() {
      if (running + waiting.length >= outstanding) return undefined;
      if (running >= concurrent) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      return release;
    },
  };
}
