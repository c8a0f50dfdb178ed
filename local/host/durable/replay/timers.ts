// A durable timer of any length: one beyond the storage's maximum delay becomes a chain of shorter ones, which goes
// on until the asked time is reached (a piece may fire up to a second early).

import type { Execution } from './execution.ts';
import { Future } from './future.ts';

export interface TimerLimits {
  readonly maximumMs: number;
  readonly intervalMs: number;
}

export function createDurableTimer(
  execution: Execution,
  fireAtMs: number,
  canceled: boolean,
  limits: TimerLimits,
): Future {
  const isLong = fireAtMs - execution.nowMs > limits.maximumMs;
  if (isLong) execution.longTimer = true;
  const result = new Future();
  const end = () => {
    execution.longTimer = false;
    result.succeed();
  };
  const piece = (untilMs: number, goesOn: boolean): void => {
    const timer = execution.createTimer(untilMs, canceled);
    timer.whenSettled(() => {
      const remainingMs = fireAtMs - execution.nowMs;
      if (timer.failed) result.fail(timer.error ?? '');
      else if (remainingMs <= 0 || !goesOn) end();
      else piece(remainingMs > limits.intervalMs ? execution.nowMs + limits.intervalMs : fireAtMs, goesOn);
    });
  };
  // While a long timer is out, the extension treats the short ones that come after it as long ones too.
  if (!execution.longTimer) piece(fireAtMs, false);
  else if (execution.nowMs >= fireAtMs) end();
  else piece(isLong ? execution.nowMs + limits.intervalMs : fireAtMs, true);
  return result;
}
