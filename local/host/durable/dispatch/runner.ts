// What the dispatcher keeps of one instance beside the store: events that wait for a turn, armed timers, how costly
// its turns are, which warnings were given.

import type { HistoryEvent } from '../history/events.ts';
import type { Instance } from '../store/instance.ts';
import type { Warning } from '../warnings.ts';

export interface Arrival {
  readonly event: HistoryEvent;
  /** It is in the instance's journaled inbox too. */
  readonly journaled: boolean;
}

// Below this a turn is cheap enough to be run for every single event.
const CHEAP_TURN_MS = 4;
const LONGEST_PAUSE_MS = 100;

export class Runner {
  readonly instance: Instance;
  readonly arrivals: Arrival[] = [];
  /** Cancellations, by timer. */
  readonly timers = new Map<number, () => void>();
  /** A turn runs or is about to. */
  busy = false;
  #lastTurnMs = 0;
  readonly #warned = new Set<string>();

  constructor(instance: Instance) {
    this.instance = instance;
  }

  /**
   * Every turn sends the whole history, so a wide fan-in would cost the square of its width if each result had a
   * turn of its own. While more results are coming, the next turn waits as long as the last one took.
   */
  get pauseMs(): number {
    const moreComing = this.instance.activities.size > this.arrivals.length;
    if (!moreComing || this.#lastTurnMs < CHEAP_TURN_MS) return 0;
    return Math.min(this.#lastTurnMs, LONGEST_PAUSE_MS);
  }

  noteTurn(ms: number): void {
    this.#lastTurnMs = ms;
  }

  take(): { events: HistoryEvent[]; took: number } {
    const taken = this.arrivals.splice(0);
    return {
      events: taken.map(({ event }) => event),
      took: taken.filter(({ journaled }) => journaled).length,
    };
  }

  cancelTimers(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  /** Each warning once for an instance. */
  newWarnings(warnings: readonly Warning[]): Warning[] {
    return warnings.filter(({ code, text }) => {
      const key = code.startsWith('large-') ? code : `${code} ${text}`;
      if (this.#warned.has(key)) return false;
      this.#warned.add(key);
      return true;
    });
  }
}
