// How backups end: refused, given up, ended though their markers stay. The job says how, and nothing stays locked or half-done.

import { beforeEach, describe, expect, test } from 'vitest';
import { storeError } from '../../src/ports/object-store.ts';
import { activities } from '../../src/workflows/catalogue.ts';
import { contentsOf } from '../support/account-contents.ts';
import type { EngineOptions } from '../support/engine-fixture.ts';
import { accountId, Engine } from '../support/engine-fixture.ts';
import { isClosed, startWithOneBlob } from '../support/one-blob-engine.ts';

describe('a backup is refused', () => {
  test.each<[string, (engine: Engine) => void, EngineOptions, string]>([
    [
      'of 101 containers',
      ({ source }) => {
        for (let i = 0; i < 100; i += 1) source.createContainer(`container-${i}`);
      },
      {},
      'UserErrorTooManyContainers',
    ],
    ['of an empty account', ({ source }) => source.containers.clear(), {}, 'UserErrorNoContainersToProtect'],
    [
      'of a container that is not there',
      () => undefined,
      { selection: { include: ['gone'] } },
      'UserErrorIncorrectContainersSelectedForOperation',
    ],
    [
      'of an account that was deleted',
      ({ accounts }) => accounts.remove(accountId('source')),
      {},
      'UserErrorStorageAccountNotFound',
    ],
    [
      'without permission to list',
      (engine) =>
        void engine.inject({
          method: 'listContainers',
          account: 'source',
          when: 'before',
          error: 'forbidden',
        }),
      {},
      'UserErrorMissingRequiredPermissions',
    ],
    [
      'without permission to write markers',
      (engine) =>
        void engine.inject({ method: 'write', account: 'source', when: 'before', error: 'forbidden' }),
      {},
      'UserErrorMissingRequiredPermissions',
    ],
    [
      'without permission to copy',
      (engine) =>
        void engine.inject({ method: 'copyFrom', container: 'objects', when: 'before', error: 'forbidden' }),
      {},
      'UserErrorMissingRequiredPermissions',
    ],
  ])('%s', async (_, prepare, options, code) => {
    const engine = await startWithOneBlob(options);
    prepare(engine);
    const { job, output, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code }] });
    expect(job.endTime).toBeDefined();
    expect(job.subTasks.some(({ status }) => status === 'Failed')).toBe(true);
    expect(output).toMatchObject({ status: 'Failed', failure: { code } });
    expect(point).toBeUndefined();
    expect(await engine.vault.locks.list()).toEqual([]);
  });

  test('of an unknown instance', async () => {
    const engine = await startWithOneBlob();
    const { job } = await engine.backUp({ backupInstance: 'nobody' });
    expect(job.errors[0]?.code).toBe('UserErrorBackupInstanceNotFound');
  });
});

test('an account with empty containers only is backed up, and restored with them', async () => {
  const engine = await Engine.start();
  engine.source.createContainer('alpha');
  const { job, point } = await engine.backUp();
  expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 0 } });
  expect((await engine.restore(point?.id ?? '')).job.status).toBe('Completed');
  expect([...engine.target.containers.keys()]).toEqual(['alpha']);
});

describe('faults that last', () => {
  let engine: Engine;
  let broken: boolean;

  beforeEach(async () => {
    engine = await startWithOneBlob();
    broken = true;
    engine.hook = ({ method, container }) => {
      if (broken && method === 'copyFrom' && container === 'objects')
        throw storeError('throttled', 'Slow down');
      return undefined;
    };
  });

  test('fail the backup after half an hour of trying, and the next one succeeds', async () => {
    const began = engine.time.now;
    const { job, run } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'InternalError' }] });
    expect(job.errors[0]?.message).toContain('Slow down');
    expect(run.called.filter(({ name }) => name === activities.backUpSlice.name)).toHaveLength(11);
    expect(engine.time.now - began - 3_600_000).toBeGreaterThan(20 * 60_000);
    await isClosed(engine);
    broken = false;
    expect((await engine.backUp()).job.status).toBe('Completed');
  });

  test('that pass in time only delay it', async () => {
    const until = engine.time.now + 10 * 60_000;
    const { job } = await engine.backUp(
      {},
      {
        activity: async (name, input) => {
          broken = engine.time.now < until;
          return await engine.callActivity(name, input);
        },
      },
    );
    expect(job).toMatchObject({ status: 'Completed', warnings: [] });
  });

  test('of one lane do not hold up what another lane has done', async () => {
    engine.source.createContainer('beta');
    engine.source.putText('beta', 'blob', 'content');
    let failures = 3;
    engine.hook = ({ method, container, account }) => {
      if (account === 'source' && method === 'listBlobs' && container === 'beta' && failures-- > 0) {
        throw storeError('unavailable', 'No answer');
      }
      return undefined;
    };
    const { job, run } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 2 } });
    const lanes = run.called
      .filter(({ name }) => name === activities.backUpSlice.name)
      .map(({ input }) => (input as { lane: number }).lane);
    expect(lanes.filter((lane) => lane === 0).length + lanes.filter((lane) => lane === 1).length).toBe(
      lanes.length,
    );
    expect(
      Math.min(lanes.filter((lane) => lane === 0).length, lanes.filter((lane) => lane === 1).length),
    ).toBe(1);
  });

  test('a slice whose process dies without a word is run again', async () => {
    broken = false;
    let deaths = 3;
    const { job } = await engine.backUp(
      {},
      {
        activity: async (name, input) => {
          if (name === activities.backUpSlice.name && deaths-- > 0)
            throw new Error('FunctionTimeoutException');
          return await engine.callActivity(name, input);
        },
      },
    );
    expect(job.status).toBe('Completed');
  });
});

describe('markers', () => {
  test('of dead backups are cleaned away at the source by the next, and blobs that only look alike stay', async () => {
    const engine = await startWithOneBlob();
    engine.source.putText('alpha', '_holdfast-recovery-point-20261101T020000Z', 'old marker');
    engine.source.putText('alpha', '_holdfast-recovery-point-notes', 'of the user');
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 2 } });
    expect([...contentsOf(engine.source).keys()]).toEqual([
      'alpha/blob',
      'alpha/_holdfast-recovery-point-notes',
    ]);
    await engine.restore(point?.id ?? '');
    expect(contentsOf(engine.target)).toEqual(contentsOf(engine.source));
  });

  test('that arrive in the vault when their backup is over are cleaned away by the next', async () => {
    const engine = await startWithOneBlob();
    const { point } = await engine.backUp();
    engine.data.putText('markers', `contoso/${point?.id}/alpha`, 'late');
    engine.data.putText('markers', `fabrikam/${point?.id}/alpha`, 'of another instance');
    await engine.backUp();
    expect([...engine.data.containerOf('markers').blobs.keys()]).toEqual([`fabrikam/${point?.id}/alpha`]);
  });

  test('that cannot be deleted are a warning on the job, and no part of the next point', async () => {
    const engine = await startWithOneBlob();
    const script = engine.inject({ method: 'delete', account: 'source', when: 'before', error: 'immutable' });
    const { job } = await engine.backUp();
    expect(script.pending).toEqual([]);
    expect(job).toMatchObject({
      status: 'CompletedWithWarnings',
      warnings: [{ code: 'CleanupIncomplete', count: 1, examples: ['marker in alpha'] }],
    });
    const next = await engine.backUp();
    expect(next.job.backup).toMatchObject({ blobs: 1, copiedBlobs: 0 });
  });

  test('prove the container, the point and the time', async () => {
    const engine = await startWithOneBlob();
    let seen: unknown;
    const { point } = await engine.backUp(
      {},
      {
        activity: async (name, input) => {
          if (name === activities.backUpSlice.name) {
            seen = JSON.parse(
              engine.source.text('alpha', '_holdfast-recovery-point-20261122T020000Z') ?? '{}',
            );
          }
          return await engine.callActivity(name, input);
        },
      },
    );
    expect(seen).toMatchObject({
      backupInstance: 'contoso',
      recoveryPointId: '20261122T020000Z',
      container: 'alpha',
      time: point?.time,
    });
  });
});

test('progress is on the job while it runs, and in the custom status', async () => {
  const engine = await startWithOneBlob();
  await engine.backUp();
  const seen: unknown[] = [];
  const { run, job } = await engine.backUp(
    {},
    {
      activity: async (name, input) => {
        const result = await engine.callActivity(name, input);
        if (name === activities.reportProgress.name)
          seen.push(await engine.job((input as { jobId: string }).jobId));
        return result;
      },
    },
  );
  expect(seen).toMatchObject([
    {
      status: 'InProgress',
      progress: {
        phase: 'Copy new and changed blobs',
        blobsDone: 1,
        blobsTotal: 1,
        bytesDone: 7,
        bytesTotal: 7,
      },
      subTasks: [
        { status: 'Completed' },
        { status: 'Completed' },
        { status: 'InProgress' },
        { status: 'Pending' },
        { status: 'Pending' },
      ],
    },
  ]);
  expect(run.customStatus).toMatchObject({ jobId: job.id, progress: { blobsDone: 1 } });
  expect(job.subTasks.every(({ status }) => status === 'Completed')).toBe(true);
});
