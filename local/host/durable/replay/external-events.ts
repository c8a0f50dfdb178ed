// Events from outside, as the host hands them out: the newest waiter takes the next event, events without a waiter
// are kept first-in-first-out, names compare without case.

import { Future } from './future.ts';

export class ExternalEvents {
  readonly #waiters = new Map<string, Future[]>();
  readonly #buffered = new Map<string, number>();

  wait(name: string): Future {
    const key = name.toLowerCase();
    const future = new Future();
    const waiters = this.#waiters.get(key);
    if (waiters) waiters.push(future);
    else this.#waiters.set(key, [future]);
    const buffered = this.#buffered.get(key) ?? 0;
    if (buffered > 0) {
      this.#buffered.set(key, buffered - 1);
      this.raise(name);
    }
    return future;
  }

  raise(name: string): void {
    const key = name.toLowerCase();
    const waiter = this.#waiters.get(key)?.pop();
    if (waiter) waiter.succeed();
    else this.#buffered.set(key, (this.#buffered.get(key) ?? 0) + 1);
  }

  /** Names of events that nobody has waited for. */
  get unclaimed(): string[] {
    return [...this.#buffered].filter(([, count]) => count > 0).map(([name]) => name);
  }
}
