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
  if (fireAtMs - execution.nowMs <= limits.maximumMs) return execution.createTimer(fireAtMs, canceled);
  const result = new Future();
  const piece = (untilMs: number): void => {
    const timer = execution.createTimer(untilMs, canceled);
    timer.whenSettled(() => {
      const remainingMs = fireAtMs - execution.nowMs;
      if (timer.failed) result.fail(timer.error ?? '');
      else if (remainingMs <= 0) result.succeed();
      else piece(remainingMs > limits.intervalMs ? execution.nowMs + limits.intervalMs : fireAtMs);
    });
  };
  piece(execution.nowMs + limits.intervalMs);
  return result;
}
