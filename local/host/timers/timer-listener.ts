// Runs one timer-triggered function on its schedule: made-up occurrences, runOnStartup, never two at once. An
// occurrence that falls into a run fires as soon as that run has ended.

import type { HostClock } from '../clock.ts';
import type { TypedData } from '../worker/invocation.ts';
import type { Schedule } from './schedule.ts';
import { recursWithinAMinute } from './schedule.ts';
import type { TimeZone } from './time-zone.ts';
import { localTime, timerPayload } from './timer-payload.ts';
import type { TimerStatus, TimerStatusStore } from './timer-status.ts';
import { checkPastDue } from './timer-status.ts';

export interface TimerListenerOptions {
  readonly functionName: string;
  readonly schedule: Schedule;
  readonly zone: TimeZone;
  readonly clock: HostClock;
  readonly store: TimerStatusStore;
  readonly useMonitor: boolean;
  readonly runOnStartup: boolean;
  /** Runs the function; a failure is logged there and never stops the schedule. */
  run(trigger: TypedData, reason: string): Promise<void>;
  /** The status cannot be written, for example because the disk is full: a start may make up for what has run already. */
  onStatusLost(error: Error): void;
}

export interface TimerListener {
  start(): void;
  /** No further occurrence; a running one goes on. */
  stop(): void;
  /** The value for an occurrence fired by hand. */
  manualPayload(): TypedData;
  /** When it fires next; undefined while it runs or is stopped. */
  readonly nextAt: number | undefined;
}

interface Occurrence {
  readonly startedAt: number;
  readonly isPastDue: boolean;
  readonly why: 'schedule' | 'past-due' | 'startup';
}

export function createTimerListener(options: TimerListenerOptions): TimerListener {
  const { clock, schedule, store, functionName, zone } = options;
  const monitored = options.useMonitor && !recursWithinAMinute(schedule, clock.now());
  let status: TimerStatus | undefined;
  let cancel: (() => void) | undefined;
  let nextAt: number | undefined;
  let stopped = false;

  const arm = (atMs: number, isPastDue: boolean, why: Occurrence['why']) => {
    nextAt = atMs;
    cancel = clock.at(atMs, () => {
      nextAt = undefined;
      void occur({ startedAt: clock.now(), isPastDue, why });
    });
  };
  const armNext = () => {
    if (!stopped && status) arm(status.next, false, 'schedule');
  };
  const payload = (isPastDue: boolean) =>
    timerPayload(
      { adjustForDst: schedule.adjustForDst, status: monitored ? status : undefined, isPastDue },
      zone,
    );
  /** Whatever comes of it, the schedule goes on. */
  const remember = () => {
    try {
      if (status && monitored) store.write(functionName, status);
    } catch (error) {
      options.onStatusLost(error as Error);
    }
  };
  const occur = async (occurrence: Occurrence) => {
    await options.run(
      payload(occurrence.isPastDue),
      `Timer fired at ${localTime(occurrence.startedAt, zone)}`,
    );
    // A timer can fire a little early; the next occurrence is then reckoned from the planned time.
    const early = occurrence.why === 'schedule' && status !== undefined && status.next > occurrence.startedAt;
    const last = early && status ? status.next : occurrence.startedAt;
    const next = schedule.next(last);
    status = next === undefined ? undefined : { last, next, lastUpdated: last };
    remember();
    armNext();
  };

  return {
    start() {
      const now = clock.now();
      const checked = checkPastDue(monitored ? store.read(functionName) : undefined, schedule, now);
      status = checked.status;
      if (status && monitored) store.write(functionName, status);
      if (checked.pastDue) arm(now, true, 'past-due');
      else if (options.runOnStartup) arm(now, false, 'startup');
      else armNext();
    },
    stop() {
      stopped = true;
      cancel?.();
      nextAt = undefined;
    },
    manualPayload: () => payload(false),
    get nextAt() {
      return nextAt;
    },
  };
}
