// The same thing asked for twice, and different things of one account asked for at once: one recovery point a slot, one
// writer an account, restores beside them, and nothing left behind.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobView } from '../../local/demo/vault.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import { backupOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import type { BackUpStorageAccountInput } from '../../src/workflows/catalogue.ts';
import { orchestrations } from '../../src/workflows/catalogue.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, backupBody, finished, instancePath, restoreBody } from '../support/backup-steps.ts';
import { allEnded } from '../support/durable-instances.ts';
import { CASE, FaultCase } from '../support/fault-case.ts';
import { copyInto, inject } from '../support/faults.ts';
import { expectHolds } from '../support/vault-state.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const SLOT = '20260101T020000Z';

/** As the schedule's timer starts a slot, under the slot's own name. */
const startSlot = async (instance: string): Promise<number> => {
  const orchestrationId = backupOrchestrationId(instance, SLOT);
  const input: BackUpStorageAccountInput = {
    backupInstance: instance,
    recoveryPointId: SLOT,
    jobId: jobIdFor(Date.now(), orchestrationId),
    trigger: 'scheduled',
    retentionTag: 'Default',
    settings: { lanes: 2, sliceSeconds: 60, pollSeconds: 1, markerDeadlineSeconds: 60 },
  };
  const path = `orchestrators/${orchestrations.backUpStorageAccount}/${encodeURIComponent(orchestrationId)}`;
  const answer = await fetch(`${app.baseUrl}/runtime/webhooks/durabletask/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  return answer.status;
};

const jobsOf = async (instance: string): Promise<readonly JobView[]> => {
  const filter = encodeURIComponent(`backupInstanceName eq '${instance}'`);
  const rows = await app.arm.list<{ name: string }>(`${app.vault.id}/backupJobs?$filter=${filter}`);
  return Promise.all(rows.map(({ name }) => app.vault.job(name)));
};

describe('a slot', () => {
  test('that is started many times at once, and again when it is over, has one recovery point', async () => {
    const it = await FaultCase.prepare(app, 'slot');
    const data = await app.dataAccountOf(it.instance);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // By target: on a slow machine the client asks again for a copy that is held for long.
    const copied = new Set<string>();
    const isCopy = copyInto(data);
    const copies = inject(app.proxy, {
      on: (request) => isCopy(request) && copied.add(request.url).size > 0,
      meanwhile: () => held,
    });
    const first = await startSlot(it.instance);
    await copies.struck(1);
    const others = await Promise.all([1, 2, 3, 4].map(() => startSlot(it.instance)));
    expect([first, ...others]).toEqual([202, 409, 409, 409, 409]);
    release();
    await allEnded(app);
    const jobs = await jobsOf(it.instance);
    expect(jobs.map(({ operation, status }) => [operation, status])).toEqual([
      ['ScheduledBackup', 'Completed'],
      ['OnDemandBackup', 'Completed'],
    ]);
    it.saved(jobs[0]!);
    expect(copied.size).toBe(CASE.changed);

    await it.write({ 'one/later': 'later' });
    expect(await startSlot(it.instance)).toBe(202);
    await allEnded(app);
    expect(copied.size, 'the second run copies nothing').toBe(CASE.changed);
    const again = (await jobsOf(it.instance)).filter(({ recoveryPointId }) => recoveryPointId === SLOT);
    expect(again.map(({ status }) => status)).toEqual(['Completed', 'Completed']);
    await it.isWhole();
  });
});

describe('one account', () => {
  test('is backed up, pruned and restored at once, by one writer at a time', async () => {
    const it = await FaultCase.prepare(app, 'at-once');
    it.saved(await backUp(app, it.instance));
    await it.write({ 'two/b': 'newer b' });
    const [old, oldState] = [...it.points][0]!;
    const [point, state] = [...it.points][1]!;
    const [oldTarget, target] = [app.newAccount(), app.newAccount()];
    const ask = (action: string, body: object) =>
      app.arm.start(`${instancePath(it.instance)}/${action}`, body);
    const asked = await Promise.allSettled([
      ask('backup', backupBody),
      ask('prune', { recoveryPoints: [old] }),
      ask('restore', restoreBody({ point, target })),
      ask('restore', restoreBody({ point: old, target: oldTarget })),
      ask('backup', backupBody),
    ]);
    const jobs = await Promise.all(
      asked.flatMap((one) => (one.status === 'fulfilled' ? [finished(app, one.value)] : [])),
    );

    const completed = jobs.filter(({ status }) => status === 'Completed');
    const refused = jobs.filter((job) => !completed.includes(job));
    const isReadOf = (id: string) => (job: JobView) =>
      job.operation === 'Restore' && job.recoveryPointId === id;
    for (const job of refused) {
      const code = isReadOf(old)(job) ? 'UserErrorRecoveryPointNotFound' : 'UserErrorOperationInProgress';
      expect(job.errors, JSON.stringify(job)).toMatchObject([{ code }]);
    }
    expect(completed.filter(isReadOf(point)), 'a restore waits for nobody').toHaveLength(1);
    await expectHolds(target, state, 'a restore beside writers');
    if (completed.some(isReadOf(old))) await expectHolds(oldTarget, oldState, 'a restore beside a prune');
    const writers = completed.filter(({ operation }) => operation !== 'Restore');
    expect(writers.length).toBeGreaterThan(0);
    for (const job of writers) if (job.operation === 'OnDemandBackup') it.saved(job);
    const listed = await app.vault.recoveryPoints(it.instance);
    if (!listed.some(({ id }) => id === old)) it.points.delete(old);
    expect(it.points.has(old)).toBe(!writers.some(({ operation }) => operation === 'Prune'));
    await it.isWhole();
  });
});
