// A hundred seeds of the simulation, among them every activity and every operation there is; and what makes it worth
// trusting: a seed is replayed exactly, and a port that lies is found out. `npm run simulate` runs as many as one likes.

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Operations } from '../../src/composition/operations.ts';
import { MemoryObjectStore } from '../../src/memory/memory-object-store.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import * as volumeBackup from '../../src/workflows/catalogue/volume-backup.ts';
import { volumePruneActivities } from '../../src/workflows/catalogue/volume-prune.ts';
import * as volumeRestore from '../../src/workflows/catalogue/volume-restore.ts';
import { activities } from '../../src/workflows/catalogue.ts';
import type { SimulationResult } from './simulation.ts';
import { simulate } from './simulation.ts';
import { timers } from './timers.ts';

/** The names of what runs behind every request or tick; a new operation does not compile until it is told here. */
const operations: Readonly<Record<keyof Operations, 'simulated' | 'only over HTTP'>> = {
  acceptMarkerEvent: 'simulated',
  audit: 'only over HTTP',
  browseRecoveryPoint: 'only over HTTP',
  cancelJob: 'simulated',
  changeProtection: 'simulated',
  checkHealth: 'simulated',
  closeAbandonedWork: 'simulated',
  compareRecoveryPoints: 'only over HTTP',
  configurePolicy: 'simulated',
  configureProtection: 'simulated',
  configureVault: 'simulated',
  coverageOfInstance: 'only over HTTP',
  deletedInstance: 'only over HTTP',
  deletedInstances: 'only over HTTP',
  deleteInstance: 'simulated',
  deletePolicy: 'simulated',
  explainRetention: 'only over HTTP',
  exportLinks: 'only over HTTP',
  findInstance: 'only over HTTP',
  previewRetention: 'only over HTTP',
  removeExpiredExports: 'simulated',
  retentionVerdicts: 'only over HTTP',
  scheduleOfInstance: 'only over HTTP',
  startBackup: 'simulated',
  startCheck: 'simulated',
  startDueBackups: 'simulated',
  startDuePrunes: 'simulated',
  startExport: 'simulated',
  startPrune: 'simulated',
  startRestore: 'simulated',
  startVerification: 'simulated',
  sweepSnapshots: 'simulated',
  syncInstance: 'only over HTTP',
  undeleteInstance: 'simulated',
  validateForBackup: 'only over HTTP',
  vaultSettings: 'only over HTTP',
  watchJobs: 'simulated',
};

const runs = async (from: number, to: number): Promise<readonly SimulationResult[]> => {
  const results: SimulationResult[] = [];
  for (let seed = from; seed <= to; seed += 1) results.push(await simulate(seed));
  return results;
};

test('a hundred seeds keep every invariant, and reach everything', { timeout: 300_000 }, async () => {
  const results = await runs(1, 100);
  const failed = results.flatMap(({ seed, failure }) => (failure === undefined ? [] : [{ seed, failure }]));
  expect(failed, 'replay one with: npm run simulate -- --seed N').toEqual([]);
  const reached = new Set(results.flatMap(({ counts }) => Object.keys(counts)));
  // The simulated world has storage accounts only.
  const ofVolumes = new Set<string>(
    Object.values({ ...volumeBackup, ...volumePruneActivities, ...volumeRestore }).map(({ name }) => name),
  );
  const wanted = [
    ...Object.values(activities).flatMap(({ name }) => (ofVolumes.has(name) ? [] : [name])),
    ...Object.entries(operations).flatMap(([name, how]) => (how === 'simulated' ? [name] : [])),
  ];
  expect(wanted.filter((name) => !reached.has(name))).toEqual([]);
});

test('every timer of the app is one of the simulation', () => {
  const files = readdirSync(new URL('../../functions/timers/', import.meta.url));
  expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual(Object.keys(timers).sort());
});

test('a seed decides everything: nothing asks for the real time or for chance', {
  timeout: 120_000,
}, async () => {
  const { now } = Date;
  const { random } = Math;
  const leaks: string[] = [];
  const witness =
    <T>(what: string, real: () => T) =>
    (): T => {
      const { stack = '' } = new Error('asked');
      if (/[\\/](src|simulation|durable-functions)[\\/]/.test(stack)) leaks.push(`${what}: ${stack}`);
      return real();
    };
  const first = await runs(1, 3);
  Date.now = witness('Date.now', now);
  Math.random = witness('Math.random', random);
  try {
    const again = await runs(1, 3);
    expect(again.map(({ hash }) => hash)).toEqual(first.map(({ hash }) => hash));
  } finally {
    Date.now = now;
    Math.random = random;
  }
  expect(leaks).toEqual([]);
  expect(new Set(first.map(({ hash }) => hash)).size).toBe(3);
});

/** Each of the store's promises, broken: the simulation must notice within a few seeds. */
const lies: readonly [string, Partial<ObjectStore>][] = [
  [
    'writes that must be first replace what is there',
    {
      write(this: MemoryObjectStore, container, name, bytes, { onlyIfAbsent: _, ...options } = {}) {
        return honest.write.call(this, container, name, bytes, options);
      },
    },
  ],
  [
    'copies come without metadata and headers',
    {
      async copyFrom(this: MemoryObjectStore, request) {
        const result = await honest.copyFrom.call(this, request);
        const { container, name } = request.target;
        const copy = await this.read(container, name);
        await honest.write.call(this, container, name, copy?.bytes ?? new Uint8Array());
        return result;
      },
    },
  ],
];
const honest = { ...methodsOf(MemoryObjectStore.prototype) };

test.each(lies)('a store whose %s is found out', { timeout: 300_000 }, async (_, lie) => {
  Object.assign(MemoryObjectStore.prototype, lie);
  try {
    let caught: SimulationResult | undefined;
    for (let seed = 1; seed <= 50 && caught === undefined; seed += 1) {
      const result = await simulate(seed);
      if (result.failure !== undefined) caught = result;
    }
    expect(caught?.failure?.message).toBeDefined();
  } finally {
    Object.assign(MemoryObjectStore.prototype, honest);
  }
});

function methodsOf({ write, copyFrom }: MemoryObjectStore) {
  return { write, copyFrom };
}
