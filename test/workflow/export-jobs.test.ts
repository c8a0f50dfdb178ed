// The list of jobs as files: everything in it once, in the list's order, however many parts it takes; and links to it for a
// while.

import { describe, expect, test } from 'vitest';
import { isJobId } from '../../src/domain/job/job-id.ts';
import { withFaults } from '../../src/memory/faults.ts';
import type { OperationDependencies } from '../../src/operations/dependencies.ts';
import { exportLinks, removeExpiredExports } from '../../src/operations/export-jobs.ts';
import { storeError } from '../../src/ports/object-store.ts';
import { createVault } from '../../src/vault/vault.ts';
import { accountId, Engine } from '../support/engine-fixture.ts';
import { exportJobs } from '../support/export-steps.ts';

const HOUR_MS = 3_600_000;

const withJobs = async (count: number): Promise<Engine> => {
  const engine = await Engine.start();
  engine.source.createContainer('alpha');
  for (let n = 0; n < count; n += 1) await engine.backUp();
  return engine;
};

const idsIn = (json: string | undefined): readonly string[] =>
  JSON.parse(json ?? '').map(({ name }: { name: string }) => name);

const listed = async ({ vault }: Engine): Promise<readonly string[]> => {
  const page = await vault.jobs.list();
  return page === 'bad-continuation' ? [] : page.items.map(({ id }) => id);
};

describe('the files', () => {
  test.each([
    [0, 2],
    [1, 1],
    [2, 2],
    [3, 1],
    [5, 2],
    [5, 100],
  ])('of %i jobs in parts of %i hold each once, newest first', async (count, jobsPerPart) => {
    const engine = await withJobs(count);
    const before = await listed(engine);
    const { job, json, csv, output } = await exportJobs(engine, { settings: { jobsPerPart } });
    expect(output).toEqual({ status: 'Completed' });
    expect(job).toMatchObject({
      operation: 'ExportJobs',
      export: { jobs: count },
      subTasks: [{ status: 'Completed' }, { status: 'Completed' }],
    });
    expect(before).toHaveLength(count);
    expect(idsIn(json)).toEqual(before);
    const lines = csv?.trimEnd().split('\r\n') ?? [];
    expect(lines[0]).toMatch(/^\uFEFFactivityID,operation,/);
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(before);
  });

  test('hold what the filter asks for, and nothing that began after the export', async () => {
    const engine = await withJobs(4);
    const [, , third] = await listed(engine);
    const startedUntil = Date.parse((await engine.job(third ?? '')).startTime);
    const { json } = await exportJobs(engine, { filter: { startedUntil } });
    expect(idsIn(json)).toEqual((await listed(engine)).slice(-2));
    let late = 0;
    const during = await exportJobs(
      engine,
      {},
      {
        activity: async (name, input) => {
          const result = await engine.callActivity(name, input);
          if (name !== 'openExport') return result;
          engine.time.now += 1_000;
          late = (await engine.backUp()).job.status === 'Completed' ? 1 : 0;
          return result;
        },
      },
    );
    expect(late).toBe(1);
    expect(idsIn(during.json)).toHaveLength(5);
  });

  test('of a long list take several generations of the workflow', async () => {
    const engine = await withJobs(60);
    const { json, job } = await exportJobs(engine, { settings: { jobsPerPart: 1 } });
    expect(job.export?.jobs).toBe(60);
    expect(idsIn(json)).toEqual((await listed(engine)).slice(1));
  });

  test('hold one view of the list although a part was written twice from different ones', async () => {
    const engine = await withJobs(3);
    let repeated = false;
    const { json } = await exportJobs(
      engine,
      {},
      {
        activity: async (name, input) => {
          const result = await engine.callActivity(name, input);
          if (name !== 'exportSlice' || repeated) return result;
          // The twin of this attempt comes late, and finds one job less.
          repeated = true;
          const newest = [...engine.control.containerOf('holdfast-vault').blobs.keys()]
            .filter((blob) => blob.startsWith('jobs/'))
            .sort();
          const gone = newest[1] ?? '';
          const kept = engine.control.find('holdfast-vault', gone);
          engine.control.remove('holdfast-vault', gone);
          await engine.callActivity(name, input);
          if (kept !== undefined)
            engine.control.put('holdfast-vault', gone, kept.bytes, { metadata: kept.metadata });
          return result;
        },
      },
    );
    expect(idsIn(json)).toHaveLength(3);
    expect(new Set(idsIn(json)).size).toBe(3);
  });
});

describe('links', () => {
  const dependencies = ({ vault, time }: Engine): OperationDependencies =>
    ({
      vault,
      clock: { now: () => time.now },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    }) as unknown as OperationDependencies;

  test('lead to both files for an hour, and never beyond the day that they are there', async () => {
    const engine = await withJobs(1);
    const { job, json, csv } = await exportJobs(engine);
    expect(isJobId(job.id)).toBe(true);
    const deps = dependencies(engine);
    const given = await exportLinks(deps)(job);
    if (!given.ok) throw new Error(given.failure.message);
    const text = (link: typeof given.value.json): string =>
      Buffer.from(engine.accounts.follow(link).bytes ?? []).toString();
    expect(text(given.value.json)).toBe(json);
    expect(text(given.value.csv)).toBe(csv);
    engine.time.now += HOUR_MS;
    expect(engine.accounts.follow(given.value.json)).toEqual({ status: 403 });

    engine.time.now += 21.5 * HOUR_MS;
    const late = await exportLinks(deps)(job);
    if (!late.ok) throw new Error(late.failure.message);
    engine.time.now += 0.5 * HOUR_MS;
    expect(engine.accounts.follow(late.value.json)).toEqual({ status: 403 });
    expect(await exportLinks(deps)(job)).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorExportExpired', target: 'operationId' },
    });
  });

  test('that the app may not sign are refused with what it lacks; a fault that passes is none of that', async () => {
    const engine = await withJobs(1);
    const { job } = await exportJobs(engine);
    const answers = (code: 'forbidden' | 'unavailable') => {
      const storage = withFaults('storageAccounts', engine.accounts, ({ method }) =>
        method === 'readLink' ? { thrown: storeError(code, 'Refused') } : undefined,
      );
      const vault = createVault({ control: storage.open(accountId('control')), storage });
      return exportLinks({ ...dependencies(engine), vault })(job);
    };
    expect(await answers('forbidden')).toMatchObject({
      ok: false,
      failure: {
        code: 'UserErrorMissingRequiredPermissions',
        recommendedAction: [expect.stringContaining('Storage Blob Data Owner')],
      },
    });
    await expect(answers('unavailable')).rejects.toMatchObject({ transient: true });
  });

  test('are gone with the files, which are deleted after a day and not before', async () => {
    const engine = await withJobs(1);
    const deps = dependencies(engine);
    expect(await removeExpiredExports(deps)()).toBe(0);
    const { job } = await exportJobs(engine);
    engine.control.putText('holdfast-exports', 'of-somebody-else.json', '{}');
    engine.time.now += 22 * HOUR_MS;
    const newer = await exportJobs(engine);
    expect(await removeExpiredExports(deps)()).toBe(2);
    expect([...engine.control.containerOf('holdfast-exports').blobs.keys()].sort()).toEqual(
      [`${newer.job.id}.csv`, `${newer.job.id}.json`, 'of-somebody-else.json'].sort(),
    );
    expect(await exportLinks(deps)(job)).toMatchObject({ ok: false });
    expect(await exportLinks(deps)(newer.job)).toMatchObject({ ok: true });
  });
});
