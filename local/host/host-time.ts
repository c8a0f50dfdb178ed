// The host's time: the machine's, or one that only moves when it is advanced; the app's `Date` follows the latter.

import type { AdvanceClock } from './admin/clock-control.ts';
import type { HostClock } from './clock.ts';
import { DrivenClock } from './driven-clock.ts';
import { driveGlobalDate } from './driven-date.ts';
import { createSystemClock } from './system-clock.ts';

export interface HostTime {
  readonly clock: HostClock;
  /** Undefined for the machine's time. Calls are served one after the other. */
  readonly advance: AdvanceClock | undefined;
  /** What to wait for between two steps of a driven clock. */
  settleWith(idle: () => Promise<void>): void;
  release(): void;
}

export function startTime(kind: 'system' | 'driven', startMs: number = Date.now()): HostTime {
  if (kind === 'system') {
    return {
      clock: createSystemClock(),
      advance: undefined,
      settleWith: () => undefined,
      release: () => undefined,
    };
  }
  const clock = new DrivenClock(startMs);
  let settle: () => Promise<void> = () => Promise.resolve();
  let turn: Promise<unknown> = Promise.resolve();
  return {
    clock,
    advance(toMs) {
      const moved = turn.then(() => clock.advanceTo(toMs, settle));
      turn = moved.catch(() => undefined);
      return moved;
    },
    settleWith(idle) {
      settle = idle;
    },
    release: driveGlobalDate(clock),
  };
}
