// What must hold of a vault when nothing runs: nothing is left behind, and every recovery point that is listed restores
// to what the account held.

import { expect } from 'vitest';
import type { AccountState } from '../../local/demo/blob-state.ts';
import { compareAccount } from '../../local/demo/compare-account.ts';
import {
  defaultControlContainer,
  lockBlob,
  markersContainer,
  prefixes,
  sourceMarkerBlob,
} from '../../src/vault/layout.ts';
import type { TestAccount, TestApp } from './app.ts';
import { backUp, restore } from './backup-steps.ts';
import { eventually } from './eventually.ts';

const isTemporary = (name: string, instance: string): boolean =>
  name === lockBlob.build({ instance }) ||
  [prefixes.pins(instance), prefixes.runs(instance)].some((prefix) => name.startsWith(prefix));

const namesIn = async ({ account }: TestAccount, container: string): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const name of account.names(container)) names.push(name);
  return names;
};

/** Locks, pins and documents of runs, markers, open jobs. */
const leftovers = async (app: TestApp, instance: string, source: TestAccount): Promise<readonly string[]> => {
  const control = await namesIn(app.control, defaultControlContainer);
  const vaultMarkers = await namesIn(await app.dataAccountOf(instance), markersContainer);
  const sourceMarkers: string[] = [];
  for (const container of await source.account.containers()) {
    for (const name of await namesIn(source, container)) {
      if (sourceMarkerBlob.parse(name) !== undefined) sourceMarkers.push(`${container}/${name}`);
    }
  }
  return [
    ...control.filter((name) => isTemporary(name, instance)),
    ...vaultMarkers.filter((name) => name.startsWith(`${instance}/`)),
    ...sourceMarkers,
    ...(await app.vault.runningJobs()).map(({ id, operation }) => `open job ${operation} ${id}`),
  ];
};

/** Not at once: a job is closed before the last documents of its run are deleted. */
export const expectTidy = async (app: TestApp, instance: string, source: TestAccount): Promise<void> => {
  let left: readonly string[] = [];
  const isTidy = async (): Promise<boolean> => {
    left = await leftovers(app, instance, source);
    return left.length === 0;
  };
  await eventually('nothing to be left', isTidy, { withinMs: 10_000 }).catch(() => undefined);
  expect(left, `left behind by ${instance}`).toEqual([]);
};

/** Restores a recovery point over HTTP, and compares every byte with what the account held. */
export const expectRestores = async (
  app: TestApp,
  instance: string,
  {
    point,
    target,
    state,
  }: { readonly point: string; readonly target: TestAccount; readonly state: AccountState },
): Promise<void> => {
  const job = await restore(app, instance, { point, target });
  expect(job, `restore of ${point}`).toMatchObject({ status: 'Completed', errors: [] });
  expect(job.details).toMatchObject({ restoreVerified: String(state.size), restoreMismatched: '0' });
  await expectHolds(target, state, point);
};

export const expectHolds = async (target: TestAccount, state: AccountState, what: string): Promise<void> => {
  const { differences } = await compareAccount(target.account, state, () => undefined);
  expect(differences, what).toEqual([]);
};

export interface Aftermath {
  readonly instance: string;
  readonly source: TestAccount;
  /** What each recovery point must restore to. */
  readonly points: ReadonlyMap<string, AccountState>;
  /** What the account holds by now. */
  readonly state: AccountState;
}

/**
 * What must hold after any fault, however the job ended: nothing is left behind (or else the next backup clears it away),
 * the next backup is whole, and the recovery points are those expected, each restoring byte for byte.
 */
export const expectWhole = async (
  app: TestApp,
  { instance, source, points, state }: Aftermath,
  { tidyAtOnce = true }: { readonly tidyAtOnce?: boolean } = {},
): Promise<void> => {
  if (tidyAtOnce) await expectTidy(app, instance, source);
  const next = await backUp(app, instance);
  expect(next).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
  const all = new Map([...points, [next.recoveryPointId ?? '', state]]);
  const listed = await app.vault.recoveryPoints(instance);
  expect(listed.map(({ id }) => id)).toEqual([...all.keys()].sort());
  const restores = [...all].map(([point, held]) =>
    expectRestores(app, instance, { point, target: app.newAccount(), state: held }),
  );
  await Promise.all(restores);
  await expectTidy(app, instance, source);
};
