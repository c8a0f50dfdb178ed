// The one app of this process. Made at the first need, or at the host's start, where wrong settings stop it.

import { app } from '@azure/functions';
import type { Holdfast } from '../src/composition/holdfast.ts';
import { composeHoldfast } from '../src/composition/holdfast.ts';
import { composeStorage } from '../src/composition/storage.ts';
import { readEnvironment } from '../src/config/env.ts';
import { requireSettings } from '../src/config/schema.ts';

let composed: Holdfast | undefined;

export function holdfast(): Holdfast {
  if (composed === undefined) {
    const settings = requireSettings(readEnvironment());
    composed = composeHoldfast(settings, composeStorage(settings), { now: () => Date.now() });
  }
  return composed;
}

/** Importing the bundle registers functions and needs no settings; a host that starts it does. */
export const composeAtStart = (): void => {
  app.hook.appStart(() => {
    holdfast();
  });
};
