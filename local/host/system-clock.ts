// The machine's own time as a HostClock.

import type { HostClock } from './clock.ts';

// setTimeout holds 2^31-1 ms; farther times are reached in steps.
const LONGEST_STEP_MS = 2 ** 30;

export function createSystemClock(): HostClock {
  return {
    now: () => Date.now(),
    at(atMs, fire) {
      let timer: NodeJS.Timeout;
      const arm = () => {
        const left = atMs - Date.now();
        timer = setTimeout(left > LONGEST_STEP_MS ? arm : fire, Math.min(Math.max(left, 0), LONGEST_STEP_MS));
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}
