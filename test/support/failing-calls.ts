// Makes one storage call of a workflow on the engine go wrong: the process dies at it, or the call fails by itself.

import { storeError } from '../../src/ports/object-store.ts';
import type { Engine } from './engine-fixture.ts';

export type When = 'before' | 'after';
const crash = new Error('The process died');
const fault = storeError('unavailable', 'No answer');

/** The n-th call kills the process: nothing more happens until the activity is run again. */
export const dieAt = (engine: Engine, n: number, when: When) => {
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

export const failAt = (engine: Engine, n: number, when: When) => {
  let calls = 0;
  engine.hook = () => {
    calls += 1;
    if (calls !== n) return undefined;
    if (when === 'before') throw fault;
    return { thrownAfter: fault };
  };
  return {};
};
