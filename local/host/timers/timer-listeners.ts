// The timers of an app: a listener for each timer function whose schedule can be read, the reason for the others.

import type { HostClock } from '../clock.ts';
import type { HostFunction } from '../function-index.ts';
import { failed } from '../function-index.ts';
import type { HostLog } from '../log.ts';
import type { FunctionInvoker } from '../worker/invocation.ts';
import { parseSchedule } from './schedule.ts';
import { timeZone } from './time-zone.ts';
import type { TimerListener } from './timer-listener.ts';
import { createTimerListener } from './timer-listener.ts';
import type { TimerStatusStore } from './timer-status.ts';
import { runWithRetries } from './trigger-retries.ts';

export interface TimerListeners {
  /** The functions again, those with an unreadable schedule in error. */
  readonly functions: readonly HostFunction[];
  readonly byName: ReadonlyMap<string, TimerListener>;
}

export interface TimerListenersOptions {
  readonly functions: readonly HostFunction[];
  readonly invoker: FunctionInvoker;
  readonly clock: HostClock;
  readonly store: TimerStatusStore;
  /** WEBSITE_TIME_ZONE; UTC when undefined. */
  readonly zoneName: string | undefined;
  readonly log: HostLog;
}

export function createTimerListeners(options: TimerListenersOptions): TimerListeners {
  const byName = new Map<string, TimerListener>();
  const functions = options.functions.map((hostFunction) => {
    const timed = hostFunction.triggerType === 'timertrigger';
    if (!timed || (hostFunction.state.kind !== 'ready' && hostFunction.state.kind !== 'disabled'))
      return hostFunction;
    const made = listenerOf(hostFunction, options);
    if (typeof made === 'string') return failed(hostFunction, made);
    byName.set(hostFunction.name, made);
    return hostFunction;
  });
  return { functions, byName };
}

function listenerOf(hostFunction: HostFunction, options: TimerListenersOptions): TimerListener | string {
  const { clock, invoker, store, log } = options;
  const zone = timeZone(options.zoneName ?? 'UTC');
  if (!zone)
    return `WEBSITE_TIME_ZONE '${options.zoneName}' is not a time zone that this machine knows (IANA names only).`;
  const { trigger } = hostFunction;
  const parsed = parseSchedule(String(trigger.schedule ?? ''), zone);
  if (!parsed.ok) return parsed.reason;
  return createTimerListener({
    functionName: hostFunction.name,
    schedule: parsed.schedule,
    zone,
    clock,
    store,
    useMonitor: trigger.useMonitor !== false,
    runOnStartup: trigger.runOnStartup === true,
    run: (value, reason) =>
      runWithRetries(invoker, clock, hostFunction.metadata.retryOptions, {
        functionName: hostFunction.name,
        trigger: value,
        reason,
      }),
    onStatusLost: (error) =>
      log.write(
        'error',
        'Host.Triggers.Timer',
        `The status of the timer '${hostFunction.name}' could not be written: ${error.message}`,
      ),
  });
}
