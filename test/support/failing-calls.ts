// Makes one storage call of a workflow on the engine go wrong: the process dies at it, or the call fails by itself.

import type { FaultSource } from '../../src/memory/faults.ts';
import type { PortCall } from '../../src/memory/port-methods.ts';
import { traitsOf } from '../../src/memory/port-methods.ts';
import { storeError } from '../../src/ports/object-store.ts';
import type { Engine } from './engine-fixture.ts';
import type { RunActivity } from './replay.ts';

export type When = 'before' | 'after';
/** Whatever runs activities over ports that ask a hook. */
export interface Harmed {
  hook: FaultSource;
  readonly callActivity: RunActivity;
}

const crash = new Error('The process died');
const fault = storeError('unavailable', 'No answer');

/** The n-th call kills the process: nothing more happens until the activity is run again. */
export const dieAt = (engine: Harmed, n: number, when: When) => {
  let calls = 0;
  let dead = false;
  engine.hook = () => {
    if (dead) throw crash;
    calls += 1;
    if (calls !== n) return undefined;
    dead = true;
    if (when === 'before') throw crash;
    return { thrownAfter: crash };
  };
  return {
    activity: async (name: string, input: object): Promise<object> => {
      const first = await engine.callActivity(name, input).catch((error: unknown) => {
        if (!dead) throw error;
        return {};
      });
      if (!dead) return first;
      dead = false;
      return await engine.callActivity(name, input);
    },
  };
};

export const failAt = (engine: Harmed, n: number, when: When) => {
  let calls = 0;
  engine.hook = () => {
    calls += 1;
    if (calls !== n) return undefined;
    if (when === 'before') throw fault;
    return { thrownAfter: fault };
  };
  return {};
};

/**
 * The process dies just before its n-th effect: nothing that it was at goes on, whatever it is. When all of it is still,
 * `atDeath` may look; then the activities are run again, as the host does.
 */
export const dieBeforeEffect = (engine: Harmed, n: number, atDeath: () => void) => {
  let effects = 0;
  let dead = false;
  let died = false;
  const running = new Set<Promise<object>>();
  engine.hook = (call) => {
    if (dead) throw crash;
    if (died || traitsOf(call).kind !== 'acts') return undefined;
    effects += 1;
    if (effects !== n) return undefined;
    dead = true;
    died = true;
    throw crash;
  };
  const begin = async (name: string, input: object): Promise<object> => {
    const activity = engine.callActivity(name, input);
    running.add(activity);
    try {
      return await activity;
    } finally {
      running.delete(activity);
    }
  };
  return {
    activity: async (name: string, input: object): Promise<object> => {
      const first = await begin(name, input).catch((error: unknown) => {
        if (!dead) throw error;
        return {};
      });
      if (!dead) return first;
      await Promise.allSettled(running);
      if (dead) atDeath();
      dead = false;
      return await begin(name, input);
    },
  };
};

/** The calls that an operation makes when nothing goes wrong. */
export const countCalls = async (
  run: (engine: Engine) => Promise<unknown>,
  prepare: () => Promise<Engine> | Engine,
): Promise<readonly PortCall[]> => {
  const engine = await prepare();
  const calls: PortCall[] = [];
  engine.hook = (call) => {
    calls.push(call);
    return undefined;
  };
  await run(engine);
  return calls;
};
