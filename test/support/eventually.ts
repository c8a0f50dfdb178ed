// Waiting in tests: for a condition, with a deadline, never for a length of time.

import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until there is an answer; fails with what it waited for. */
export const eventually = async <T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { withinMs = 30_000, everyMs = 50 }: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<T> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for: ${what}`);
    await sleep(everyMs);
  }
};
