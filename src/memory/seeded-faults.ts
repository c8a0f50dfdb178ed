// Faults by chance, from a seed: how often a call goes wrong, and in which ways.

import type { FaultSource, Strike } from './faults.ts';
import { injectedError } from './faults.ts';
import type { PortCall } from './port-methods.ts';
import { traitsOf } from './port-methods.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Probability of each per call. Only what a call can do strikes it: what acts cannot be stale. */
export interface FaultRates {
  readonly before?: number;
  readonly after?: number;
  readonly late?: number;
  readonly hang?: number;
  readonly slow?: number;
  readonly stale?: number;
}

/** Longest delay of slow calls and late effects, in milliseconds. */
const LONGEST_DELAY = 120_000;

type Way = keyof FaultRates;

const possible = (call: PortCall): readonly Way[] => {
  const { kind } = traitsOf(call);
  const ways: Way[] = ['before', 'after'];
  if (!call.immediate) ways.push('hang', 'slow');
  if (!call.immediate && kind === 'acts') ways.push('late');
  if (kind === 'reads') ways.push('stale');
  return ways;
};

const strikeBy = (way: Way, call: PortCall, random: SeededRandom): Strike => {
  const error = injectedError(call, way, random.chance(0.3) ? 'throttled' : 'unavailable');
  // Most delays are short, some are long.
  const delay = Math.floor(LONGEST_DELAY * random.next() ** 4);
  if (way === 'before') return { thrown: error };
  if (way === 'after') return { thrownAfter: error };
  if (way === 'late') return { thrownBefore: error, effectAfterMs: delay };
  if (way === 'hang') return { hangs: random.chance(0.5) ? 'without-effect' : 'after-effect' };
  return way === 'slow' ? { slowMs: delay } : { stale: true };
};

export const seededFaults =
  (random: SeededRandom, ratesOf: (call: PortCall) => FaultRates): FaultSource =>
  (call) => {
    const rates = ratesOf(call);
    let drawn = random.next();
    for (const way of possible(call)) {
      drawn -= rates[way] ?? 0;
      if (drawn < 0) return strikeBy(way, call, random);
    }
    return undefined;
  };
