// Backups of one instance that meet: another operation holds its lock, two slots at once, one slot or one step twice.

import { describe, expect, test } from 'vitest';
import type { Lock } from '../../src/vault/documents/coordination.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { activities } from '../../src/workflows/catalogue.ts';
import { contentsOf } from '../support/account-contents.ts';
import { isClosed, startWithOneBlob } from '../support/one-blob-engine.ts';

describe('one backup at a time', () => {
  test('another operation holds the lock: the job fails, naming it, and the lock stays', async () => {
    const engine = await startWithOneBlob();
    const holder = {
      orchestrationId: 'delete:contoso:1',
      jobId: 'job-1',
      kind: 'delete' as const,
      since: '2026-11-22T01:00:00.000Z',
    };
    await engine.vault.locks.acquire('contoso', holder);
    const { job } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'UserErrorOperationInProgress' }] });
    expect(job.errors[0]?.message).toContain('job-1');
    expect(await engine.vault.locks.get('contoso')).toMatchObject(holder);
  });

  test('a scheduled one that waits for a prune shows a sign of life with every look, and then backs up', async () => {
    const engine = await startWithOneBlob();
    const { vault } = engine;
    const prune = {
      orchestrationId: 'prune:1',
      jobId: 'job-1',
      kind: 'prune',
      since: '2026-11-22T01:00:00.000Z',
    } as const;
    await vault.locks.acquire('contoso', prune);
    const input = engine.backupInput();
    const signs: string[] = [];
    const { job } = await engine.backUp(input, {
      activity: async (name, message) => {
        const result = await engine.callActivity(name, message);
        if (name !== activities.openBackup.name || signs.length === 3) return result;
        const waiting = await engine.job(input.jobId);
        expect(waiting).toMatchObject({
          status: 'InProgress',
          progress: { phase: 'Wait for another operation of the instance' },
        });
        expect(waiting.stalledSince).toBeUndefined();
        // What a watch that looked in between would have noted.
        await vault.jobs.update(input.jobId, (stored) => ({ ...stored, stalledSince: stored.startTime }));
        signs.push(waiting.progress?.updatedAt ?? '');
        const held = await vault.locks.get('contoso');
        if (signs.length === 3 && held !== undefined) await vault.locks.break(held);
        return result;
      },
    });
    expect(new Set(signs).size).toBe(3);
    expect(signs).toEqual(signs.toSorted());
    expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
    expect(job.stalledSince).toBeUndefined();
    await isClosed(engine);
  });

  test('an operation whose job has ended and that has not yet let go of the lock holds nobody up', async () => {
    const engine = await startWithOneBlob();
    const { job: earlier } = await engine.backUp();
    const holder = {
      orchestrationId: 'backup:contoso:earlier',
      jobId: earlier.id,
      kind: 'backup',
      since: earlier.startTime,
    } as const;
    await engine.vault.locks.acquire('contoso', holder);
    const { job } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', errors: [] });
    await isClosed(engine);
  });

  test('two slots at once: one works, one is refused, the instance ends unlocked', async () => {
    const engine = await startWithOneBlob();
    const outcomes = await Promise.all([
      engine.backUp({ recoveryPointId: '20261122T020000Z' }),
      engine.backUp({ recoveryPointId: '20261122T030000Z' }),
    ]);
    expect(outcomes.map(({ job }) => job.status).sort()).toEqual(['Completed', 'Failed']);
    await isClosed(engine);
  });

  test('the same slot run twice at once gives one recovery point', async () => {
    const engine = await startWithOneBlob();
    const input = engine.backupInput();
    const outcomes = await Promise.all([engine.backUp(input), engine.backUp(input)]);
    expect(outcomes.map(({ job }) => job)).toMatchObject([{ status: 'Completed' }, { status: 'Completed' }]);
    expect((await engine.vault.recoveryPoints.list('contoso')) as { items: unknown[] }).toMatchObject({
      items: [{ id: input.recoveryPointId }],
    });
    await isClosed(engine);
    expect((await engine.restore(input.recoveryPointId)).job.status).toBe('Completed');
  });

  test('the same slot run again later changes nothing', async () => {
    const engine = await startWithOneBlob();
    const first = await engine.backUp();
    engine.source.putText('alpha', 'later', 'later');
    const again = await engine.backUp({ ...first.input });
    expect(again.output.status).toBe('Completed');
    expect(again.point).toEqual(first.point);
    expect(again.job).toEqual(first.job);
  });

  test('every activity run twice at the same time does no harm', async () => {
    const engine = await startWithOneBlob();
    for (let i = 0; i < 50; i += 1) engine.source.putText('alpha', `blob-${i}`, String(i));
    const twice = {
      activity: async (name: string, input: object): Promise<object> => {
        const [, second] = await Promise.all([
          engine.callActivity(name, input),
          engine.callActivity(name, input),
        ]);
        return second;
      },
    };
    const { job, point } = await engine.backUp({}, twice);
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 51, copiedBlobs: 51 } });
    await isClosed(engine);
    const restored = await engine.restore(point?.id ?? '', {}, twice);
    expect(restored.job).toMatchObject({ status: 'Completed', restore: { blobs: 51, verified: 51 } });
    expect(contentsOf(engine.target)).toEqual(contentsOf(engine.source));
  });

  test('a step that was delayed until everything was over does not leave a lock behind', async () => {
    const engine = await startWithOneBlob();
    const { input } = await engine.backUp();
    const late = { ...input, startTime: '2026-11-22T02:00:00.000Z' };
    const outcome = await engine.activities.openBackup(late);
    expect(outcome).toMatchObject({ ok: true, value: { state: 'already-closed', status: 'Completed' } });
    expect(await engine.vault.locks.list()).toEqual([]);
  });

  test.each<[string, (vault: Vault, lock: Lock) => Promise<unknown>]>([
    ['taken away', (vault, lock) => vault.locks.break(lock)],
    ['revoked', (vault, lock) => vault.locks.revoke(lock, '2026-11-22T02:00:00.000Z')],
  ])('a backup whose lock was %s commits nothing', async (_how, take) => {
    const engine = await startWithOneBlob();
    const { job, point } = await engine.backUp(
      {},
      {
        activity: async (name, input) => {
          if (name === activities.commitRecoveryPoint.name) {
            for (const lock of await engine.vault.locks.list()) await take(engine.vault, lock);
          }
          return await engine.callActivity(name, input);
        },
      },
    );
    expect(job.status).toBe('Failed');
    expect(point).toBeUndefined();
  });
});
