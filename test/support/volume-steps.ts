// The steps of what is done to a SAN volume: the requests to Azure Resource Manager, each named by what it is for and by the
// last one before it that changed something, so that a step has its name in every run, whatever was tried again before.

import type { ProxiedRequest, ProxyRule } from '../../local/azure/fault-proxy.ts';

/** What goes wrong: at each of these steps, that request and so many in all of the same kind, as a client tries again. */
export interface Mishap {
  /** By their names, or one by its number. */
  readonly steps: readonly string[] | number;
  readonly times: number;
  /** What becomes of the request. */
  readonly verdict: ProxyRule;
}

export const isWriteStep = (step: string): boolean => !step.startsWith('GET ');

export class StepWatch {
  /** In their order. */
  readonly seen: string[] = [];
  /** Of the mishap, those that it has met. */
  readonly struck = new Set<string>();
  readonly #mishap: Mishap | undefined;
  #last = 'nothing';
  readonly #counts = new Map<string, number>();
  #burst = { kind: '', left: 0 };

  constructor(mishap?: Mishap) {
    this.#mishap = mishap;
  }

  /** @param kind what the request is for, beginning with its method */
  answer(kind: string, request: ProxiedRequest): ReturnType<ProxyRule> {
    const step = this.#name(kind);
    this.seen.push(step);
    const { steps, times, verdict } = this.#mishap ?? none;
    const isMet = typeof steps === 'number' ? steps === this.seen.length : steps.includes(step);
    if (isMet && !this.struck.has(step)) {
      this.struck.add(step);
      this.#burst = { kind, left: times };
    }
    if (this.#burst.kind !== kind || this.#burst.left === 0) return 'pass';
    this.#burst.left -= 1;
    return verdict(request);
  }

  /** Whoever asked is dead: what was under way is going to be asked again from its beginning. */
  forgetAttempt(): void {
    this.#counts.clear();
  }

  #name(kind: string): string {
    const place = `${kind} after ${this.#last}`;
    const count = (this.#counts.get(place) ?? 0) + 1;
    this.#counts.set(place, count);
    if (isWriteStep(kind)) this.#last = kind;
    return count === 1 ? place : `${place}, ${count}`;
  }
}

const none: Mishap = { steps: [], times: 0, verdict: () => 'pass' };

/** So that every step is met once, two in each run, as far from each other as can be. */
export const inPairs = (steps: readonly string[]): readonly (readonly string[])[] => {
  const half = Math.ceil(steps.length / 2);
  return steps.slice(0, half).map((step, index) => [step, ...steps.slice(half + index, half + index + 1)]);
};
