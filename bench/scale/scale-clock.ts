// A clock that can be set to the next day, and goes on at its usual pace from there: slices end by it.

import type { Clock } from '../../src/ports/clock.ts';

export class ScaleClock implements Clock {
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  /** @param moment milliseconds since the Unix epoch */
  set(moment: number): void {
    this.#ahead = moment - Date.now();
  }
}
