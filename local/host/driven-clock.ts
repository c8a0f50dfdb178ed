// A HostClock that moves only when it is told to: it fires what is due in order and lets the host settle in between,
// so that years of schedules pass in seconds and every run takes the same course.

import type { HostClock } from './clock.ts';

interface Alarm {
  readonly atMs: number;
  readonly fire: () => void;
}

export class DrivenClock implements HostClock {
  #nowMs: number;
  #advancing = false;
  readonly #alarms: Alarm[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  at(atMs: number, fire: () => void): () => void {
    const alarm: Alarm = { atMs, fire };
    this.#alarms.splice(this.#placeOf(alarm), 0, alarm);
    return () => {
      const index = this.#alarms.indexOf(alarm);
      if (index >= 0) this.#alarms.splice(index, 1);
    };
  }

  /** When the next alarm is due; undefined when none is set. */
  get nextAlarmMs(): number | undefined {
    return this.#alarms[0]?.atMs;
  }

  /**
   * Moves to `toMs` and fires every alarm on the way, those too that are set meanwhile. `settle` resolves when the
   * host has done all that it can do at the present time.
   */
  async advanceTo(toMs: number, settle: () => Promise<void>): Promise<void> {
    if (this.#advancing) throw new Error('The clock is being advanced already.');
    this.#advancing = true;
    try {
      await settle();
      for (let alarm = this.#alarms[0]; alarm && alarm.atMs <= toMs; alarm = this.#alarms[0]) {
        this.#alarms.shift();
        this.#nowMs = Math.max(this.#nowMs, alarm.atMs);
        alarm.fire();
        await settle();
      }
      this.#nowMs = Math.max(this.#nowMs, toMs);
    } finally {
      this.#advancing = false;
    }
  }

  /** Alarms are sorted by time, those of one instant by age. */
  #placeOf(alarm: Alarm): number {
    let low = 0;
    let high = this.#alarms.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#alarms[middle];
      if (other && other.atMs <= alarm.atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
