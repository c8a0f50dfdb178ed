// The catalogue of jobs: opened once, changed without losing what others changed, listed newest first.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultControlContainer, jobBlob } from '../../../src/vault/layout.ts';
import type { JobListRequest } from '../../../src/vault/stores/jobs.ts';
import type { Vault } from '../../../src/vault/vault.ts';
import { sampleJob, vaultFixture } from '../../support/vault-fixture.ts';

const listIds = async (vault: Vault, request?: JobListRequest): Promise<string[]> => {
  const found: string[] = [];
  let continuation: string | undefined;
  do {
    const page = await vault.jobs.list({
      ...request,
      ...(continuation === undefined ? {} : { continuation }),
    });
    if (page === 'bad-continuation') throw new Error('Our own token was refused');
    found.push(...page.items.map(({ id }) => id));
    continuation = page.continuation;
  } while (continuation !== undefined);
  return found;
};

test('a job is opened once', async () => {
  const { vault } = vaultFixture();
  expect(await vault.jobs.create(sampleJob(1))).toEqual({ created: true, job: sampleJob(1) });
  await vault.jobs.update(sampleJob(1).id, (job) => ({ ...job, status: 'Completed' }));
  const again = await vault.jobs.create(sampleJob(1));
  expect(again).toEqual({ created: false, job: sampleJob(1, { status: 'Completed' }) });
  expect((await vault.jobs.get(sampleJob(1).id))?.document.status).toBe('Completed');
  expect(await vault.jobs.get('../../locks/contoso')).toBeUndefined();
});

test('changes made at the same time are all kept', async () => {
  const { vault } = vaultFixture();
  await vault.jobs.create(sampleJob(1));
  const addTask = (id: number) =>
    vault.jobs.update(sampleJob(1).id, (job) => ({
      ...job,
      subTasks: [...job.subTasks, { id, name: `task ${id}`, status: 'Pending' }],
    }));
  await Promise.all([2, 3, 4, 5, 6].map(addTask));
  const job = (await vault.jobs.get(sampleJob(1).id))?.document;
  expect(job?.subTasks.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a change that is none writes nothing, and an unknown job is undefined', async () => {
  const { control, vault } = vaultFixture();
  await vault.jobs.create(sampleJob(1));
  const before = await control.head(defaultControlContainer, jobBlob.build(sampleJob(1).id));
  expect(await vault.jobs.update(sampleJob(1).id, () => undefined)).toEqual(sampleJob(1));
  expect((await control.head(defaultControlContainer, jobBlob.build(sampleJob(1).id)))?.etag).toBe(
    before?.etag,
  );
  expect(await vault.jobs.update(sampleJob(2).id, (job) => job)).toBeUndefined();
});

test('lists are newest first, whatever the size of their pages', async () => {
  const { vault } = vaultFixture();
  const minutes = [5, 3, 50, 1, 2, 30, 4];
  for (const minute of minutes) await vault.jobs.create(sampleJob(minute));
  const expected = minutes.toSorted((a, b) => b - a).map((minute) => sampleJob(minute).id);
  for (const top of [1, 2, 3, 7, 100]) expect(await listIds(vault, { top })).toEqual(expected);
});

test('filters by status, operation, instance and time hold on every page', async () => {
  const { vault } = vaultFixture();
  const statuses = ['InProgress', 'Completed', 'Failed'] as const;
  const operations = ['ScheduledBackup', 'Restore'] as const;
  const all = Array.from({ length: 40 }, (_, i) =>
    sampleJob(i, {
      status: statuses[i % 3] ?? 'Failed',
      operation: operations[i % 2] ?? 'Restore',
      backupInstance: i % 5 === 0 ? 'rare' : 'contoso',
    }),
  );
  for (const job of all) await vault.jobs.create(job);
  const filters = fc.record(
    {
      backupInstance: fc.constantFrom('rare', 'contoso', 'unknown'),
      statuses: fc.subarray([...statuses]),
      operations: fc.subarray([...operations]),
      startedSince: fc.nat(45).map((minute) => Date.UTC(2026, 10, 22, 2, minute)),
      startedUntil: fc.nat(45).map((minute) => Date.UTC(2026, 10, 22, 2, minute)),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(filters, fc.integer({ min: 1, max: 10 }), async (filter, top) => {
      const expected = all
        .filter((job) => {
          const started = Date.parse(job.startTime);
          return (
            job.backupInstance === (filter.backupInstance ?? job.backupInstance) &&
            (filter.statuses ?? statuses).includes(job.status as (typeof statuses)[number]) &&
            (filter.operations ?? operations).includes(job.operation as (typeof operations)[number]) &&
            started >= (filter.startedSince ?? 0) &&
            started <= (filter.startedUntil ?? Number.POSITIVE_INFINITY)
          );
        })
        .map(({ id }) => id)
        .reverse();
      expect(await listIds(vault, { filter, top })).toEqual(expected);
    }),
  );
});

test('jobs opened while a list is read shift nothing in it', async () => {
  const { vault } = vaultFixture();
  for (const minute of [1, 2, 3]) await vault.jobs.create(sampleJob(minute));
  const first = await vault.jobs.list({ top: 1 });
  await vault.jobs.create(sampleJob(4));
  if (first === 'bad-continuation' || first.continuation === undefined) throw new Error('No second page');
  const second = await vault.jobs.list({ continuation: first.continuation });
  expect(second).toMatchObject({ items: [{ id: sampleJob(2).id }, { id: sampleJob(1).id }] });
});

test('a job whose metadata was lost is listed from its document, and foreign blobs are passed over', async () => {
  const { control, vault } = vaultFixture();
  await vault.jobs.create(sampleJob(1, { status: 'Failed' }));
  const name = jobBlob.build(sampleJob(1).id);
  const stored = await control.read(defaultControlContainer, name);
  await control.write(defaultControlContainer, name, stored?.bytes ?? new Uint8Array());
  await control.write(defaultControlContainer, 'jobs/readme.txt', new Uint8Array());
  expect(await vault.jobs.list()).toMatchObject({ items: [{ id: sampleJob(1).id, status: 'Failed' }] });
});

test.each([
  '',
  'x',
  '%%%',
  Buffer.from('[1,2,3]').toString('base64url'),
  Buffer.from('{}').toString('base64url'),
])('the continuation %j is refused', async (continuation) => {
  const { vault } = vaultFixture();
  expect(await vault.jobs.list({ continuation })).toBe('bad-continuation');
  expect(await vault.recoveryPoints.list('contoso', { continuation })).toBe('bad-continuation');
});
