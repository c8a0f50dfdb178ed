// The one app of this process. Made at the first need, or at the host's start, where wrong settings stop it.

import { app } from '@azure/functions';
import type { Holdfast } from '../src/composition/holdfast.ts';
import { composeHoldfast } from '../src/composition/holdfast.ts';
import { composeStorage } from '../src/composition/storage.ts';
import { readEnvironment } from '../src/config/env.ts';
import { requireSettings } from '../src/config/schema.ts';

let composed: Promise<Holdfast> | undefined;

export function holdfast(): Promise<Holdfast> {
  composed ??= compose();
  return composed;
}

async function compose(): Promise<Holdfast> {
  const settings = requireSettings(readEnvironment());
  return composeHoldfast(settings, await composeStorage(settings), { now: () => Date.now() });
}

/** Importing the bundle registers functions and needs no settings; a host that starts it does. */
export const composeAtStart = (): void => {
  app.hook.appStart(async () => {
    await holdfast();
  });
};
