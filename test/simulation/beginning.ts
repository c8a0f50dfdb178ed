// How a simulation begins: all is calm, accounts have blobs and are protected, and there may be recovery points to lose.

import { backUp, protect } from './requests.ts';
import type { Stage } from './stage.ts';

export const begin = async (stage: Stage): Promise<void> => {
  const { world } = stage;
  const { random, size, protectedOnes } = world;
  world.calm = true;
  for (let { writes } = size; writes > 0; writes -= 1)
    for (const { source } of protectedOnes) source.change(random);
  protect(stage);
  await stage.untilIdle();
  // So that there is something to lose from the start.
  for (let points = random.below(3); points > 0; points -= 1) {
    for (const { instance, source } of protectedOnes) {
      backUp(stage, instance);
      source.change(random);
    }
    await stage.untilIdle();
  }
  world.calm = false;
};
