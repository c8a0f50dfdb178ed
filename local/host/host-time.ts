// The host's time: the machine's, or one that only moves when it is advanced.

import type { AdvanceClock } from './admin/clock-control.ts';
import type { HostClock } from './clock.ts';
import { createSystemClock } from './system-clock.ts';

export interface HostTime {
  readonly clock: HostClock;
  /** Undefined for the machine's time. */
  readonly advance: AdvanceClock | undefined;
  /** What to wait for between two steps of a driven clock. */
  settleWith(idle: () => Promise<void>): void;
  release(): void;
}

export function startTime(kind: 'system' | 'driven', _start: number | undefined): HostTime {
  if (kind === 'driven') throw new Error('not yet');
  return {
    clock: createSystemClock(),
    advance: undefined,
    settleWith: () => undefined,
    release: () => undefined,
  };
}
