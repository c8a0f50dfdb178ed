// What the host remembers of a timer between starts, so that an occurrence missed while it was down is made up for.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Schedule } from './schedule.ts';

/** Milliseconds since the epoch; undefined where the timer never ran. */
export interface TimerStatus {
  readonly last: number | undefined;
  readonly next: number;
  readonly lastUpdated: number | undefined;
}

export interface TimerStatusStore {
  read(functionName: string): TimerStatus | undefined;
  write(functionName: string, status: TimerStatus): void;
}

/**
 * The status to go on with, and whether an occurrence was missed. A status whose `next` does not follow from the
 * schedule belongs to an older schedule: it is renewed and nothing counts as missed.
 */
export function checkPastDue(
  stored: TimerStatus | undefined,
  schedule: Schedule,
  nowMs: number,
): { status: TimerStatus | undefined; pastDue: boolean } {
  if (!stored) {
    const next = schedule.next(nowMs);
    return {
      status: next === undefined ? undefined : { last: undefined, next, lastUpdated: nowMs },
      pastDue: false,
    };
  }
  const base = stored.last ?? stored.lastUpdated ?? nowMs;
  const expected = schedule.next(base);
  if (expected === undefined) return { status: undefined, pastDue: false };
  if (expected === stored.next) return { status: stored, pastDue: nowMs > stored.next };
  const renewed =
    nowMs > expected
      ? { next: schedule.next(nowMs) ?? expected, from: nowMs }
      : { next: expected, from: base };
  const status = { last: undefined, next: renewed.next, lastUpdated: renewed.from };
  return { status, pastDue: nowMs > status.next };
}

/** One JSON file a timer, replaced whole. */
export function createTimerStatusStore(folder: string): TimerStatusStore {
  const file = (functionName: string) => path.join(folder, `${functionName}.json`);
  return {
    read(functionName) {
      let text: string;
      try {
        text = readFileSync(file(functionName), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      const { Last, Next, LastUpdated } = JSON.parse(text) as Record<string, string | null>;
      const next = Date.parse(Next ?? '');
      return Number.isNaN(next) ? undefined : { last: parse(Last), next, lastUpdated: parse(LastUpdated) };
    },
    write(functionName, status) {
      mkdirSync(folder, { recursive: true });
      const text = JSON.stringify({
        Last: iso(status.last),
        Next: iso(status.next),
        LastUpdated: iso(status.lastUpdated),
      });
      writeFileSync(`${file(functionName)}.new`, text);
      renameSync(`${file(functionName)}.new`, file(functionName));
    },
  };
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

function parse(text: string | null | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
