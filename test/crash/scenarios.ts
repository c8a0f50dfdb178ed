// What the crash tests kill and disturb: each workflow in a world where it has something of everything to do, and what
// must hold when it has ended, however it got there. A workflow that is new in the catalogue needs a row.

import { expect } from 'vitest';
import { contentsOf } from '../support/account-contents.ts';
import { check } from '../support/check-steps.ts';
import { accountId, Engine } from '../support/engine-fixture.ts';
import { exportJobs } from '../support/export-steps.ts';
import type { RunOptions } from '../support/replay.ts';
import { verify } from '../support/verify-steps.ts';

export interface Scenario {
  readonly name: string;
  readonly prepare: () => Promise<Engine>;
  /** Runs to the end, and checks that it is the right one. */
  readonly run: (engine: Engine, options: Partial<RunOptions>) => Promise<void>;
}

const FIRST = '20261122T020000Z';
const SECOND = '20261123T020000Z';

const filled = async (): Promise<Engine> => {
  const engine = await Engine.start();
  for (const container of ['alpha', 'beta']) {
    engine.source.createContainer(container);
    for (let i = 0; i < 3; i += 1) engine.source.putText(container, `blob-${i}`, `${container} ${i}`);
  }
  engine.source.createContainer('empty');
  return engine;
};

const backedUp = async (): Promise<Engine> => {
  const engine = await filled();
  await engine.backUp({ recoveryPointId: FIRST });
  engine.source.putText('alpha', 'blob-1', 'changed');
  engine.source.putText('beta', 'blob-3', 'new');
  engine.source.remove('beta', 'blob-0');
  return engine;
};

const backedUpTwice = async (): Promise<Engine> => {
  const engine = await backedUp();
  await engine.backUp({ recoveryPointId: SECOND });
  return engine;
};

/** Only what could not be tidied up may be left, and then the job says so. */
const isWhole = (
  { job, point }: Awaited<ReturnType<Engine['backUp']>>,
  counts: Readonly<Record<string, number>>,
): void => {
  const tidy = !job.warnings.some(({ code }) => code === 'CleanupIncomplete');
  expect(job).toMatchObject({ status: tidy ? 'Completed' : 'CompletedWithWarnings', errors: [] });
  expect(job.backup).toMatchObject(counts);
  expect(point?.jobId).toBe(job.id);
};

export const scenarios: readonly Scenario[] = [
  {
    name: 'a first backup',
    prepare: filled,
    run: async (engine, options) =>
      isWhole(await engine.backUp({}, options), { blobs: 6, copiedBlobs: 6, deletedBlobs: 0 }),
  },
  {
    name: 'a backup',
    prepare: backedUp,
    run: async (engine, options) =>
      isWhole(await engine.backUp({}, options), { blobs: 6, copiedBlobs: 2, deletedBlobs: 1 }),
  },
  {
    name: 'a restore',
    prepare: backedUpTwice,
    run: async (engine, options) => {
      const { job } = await engine.restore(SECOND, {}, options);
      expect(job).toMatchObject({ status: 'Completed', restore: { blobs: 6, verified: 6, mismatched: 0 } });
      const held = [...contentsOf(engine.source)].filter(([name]) => !name.includes('_holdfast'));
      expect(contentsOf(engine.target)).toEqual(new Map(held));
      expect([...engine.target.containers.keys()].sort()).toEqual(['alpha', 'beta', 'empty']);
    },
  },
  {
    name: 'a dry run of a restore',
    prepare: backedUp,
    run: async (engine, options) => {
      const { job } = await engine.restore(FIRST, { dryRun: true }, options);
      expect(job).toMatchObject({ status: 'Completed', restore: { dryRun: true, blobs: 6 } });
      expect(engine.target.containers.size).toBe(0);
    },
  },
  {
    name: 'a prune',
    prepare: backedUpTwice,
    run: async (engine, options) => {
      const { job } = await engine.prune({ requested: [FIRST] }, options);
      expect(job).toMatchObject({
        status: 'Completed',
        errors: [],
        prune: { recoveryPoints: 1, objectsDeleted: 2 },
      });
      expect(await engine.vault.recoveryPoints.get('contoso', FIRST)).toBeUndefined();
    },
  },
  {
    name: 'a dry run of a prune',
    prepare: backedUpTwice,
    run: async (engine, options) => {
      const { job } = await engine.prune({ requested: [FIRST], dryRun: true }, options);
      expect(job).toMatchObject({
        status: 'Completed',
        prune: { dryRun: true, recoveryPoints: 1, objectsDeleted: 2 },
      });
      expect(await engine.vault.recoveryPoints.get('contoso', FIRST)).toBeDefined();
    },
  },
  {
    name: 'a verification',
    prepare: backedUp,
    run: async (engine, options) => {
      const { job, verification } = await verify(engine, FIRST, {}, options);
      expect(job).toMatchObject({ status: 'Completed', verification: { blobs: 6, confirmed: 6 } });
      expect(verification).toMatchObject({ jobId: job.id, status: 'intact' });
    },
  },
  {
    name: 'a check of the vault',
    prepare: async () => {
      const engine = await backedUpTwice();
      const claim = { instance: 'contoso', pool: [accountId('data')], at: '2026-11-22T00:00:00.000Z' };
      await engine.vault.dataAccounts.claim(claim);
      return engine;
    },
    run: async (engine, options) => {
      const { job, found } = await check(engine, { repair: true }, options);
      expect(found).toEqual([]);
      expect(job).toMatchObject({ status: 'Completed', errors: [] });
    },
  },
  {
    name: 'an export of the list of jobs',
    prepare: backedUpTwice,
    run: async (engine, options) => {
      const { job, json, csv } = await exportJobs(engine, {}, options);
      expect(job).toMatchObject({ status: 'Completed', errors: [], export: { jobs: 2 } });
      const operations = JSON.parse(json ?? '').map((one: { properties: object }) => one.properties);
      expect(operations).toMatchObject([{ operation: 'ScheduledBackup' }, { operation: 'ScheduledBackup' }]);
      expect(csv?.split('\r\n')).toHaveLength(4);
    },
  },
];
