// Scheduled backups: the timer starts a due slot once, however often it fires and whatever was forgotten.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobView } from '../../local/demo/vault.ts';
import { backupInstanceBlob, defaultControlContainer, scheduleBlob } from '../../src/vault/layout.ts';
import type { TestApp } from '../support/app.ts';
import { readJson, startTestApp, VAULT_ID } from '../support/app.ts';
import { fill, protect } from '../support/backup-steps.ts';
import { eventually } from '../support/eventually.ts';
import { fireTimer } from '../support/fire-timer.ts';
import { policyDefinition } from '../support/policy-fixture.ts';

const DAY_MS = 86_400_000;

const jobsOf = async (app: TestApp, instance: string): Promise<readonly JobView[]> => {
  const rows = await app.arm.list<{ name: string }>(
    `${app.vault.id}/backupJobs?$filter=${encodeURIComponent(`backupInstanceName eq '${instance}'`)}`,
  );
  return Promise.all(rows.map(({ name }) => app.vault.job(name)));
};

const completedJobs = (app: TestApp, instance: string): Promise<readonly JobView[]> =>
  eventually('a scheduled backup is completed', async () => {
    const jobs = await jobsOf(app, instance);
    return jobs.length > 0 && jobs.every(({ status }) => status === 'Completed') ? jobs : undefined;
  });

describe('the schedule', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app?.stop());

  /** As though the instance had been protected two days ago, so that a slot is due now. */
  const protectSince = async (instance: string): Promise<void> => {
    const source = app.newAccount();
    await fill(source, { 'data/a': 'a' });
    await protect(app, instance, source);
    const name = backupInstanceBlob.build({ name: instance });
    const document = (await readJson(app.control, defaultControlContainer, name)) as object;
    const old = JSON.stringify({ ...document, createdAt: new Date(Date.now() - 2 * DAY_MS).toISOString() });
    const client = app.control.account.service
      .getContainerClient(defaultControlContainer)
      .getBlockBlobClient(name);
    // Written without metadata, so that lists read the document.
    await client.upload(old, Buffer.byteLength(old));
  };

  const fire = (): Promise<void> => fireTimer(app, 'scheduleBackups');

  test('starts a due slot once, however often the timer fires', async () => {
    await protectSince('daily');
    await Promise.all([fire(), fire(), fire()]);
    const jobs = await completedJobs(app, 'daily');
    expect(jobs).toMatchObject([{ operation: 'ScheduledBackup', status: 'Completed' }]);
    const points = await app.vault.recoveryPoints('daily');
    expect(points.map(({ id }) => id)).toEqual([expect.stringMatching(/^\d{8}T020000Z$/)]);

    // The record of what was started is lost: the slot's orchestration is known by its name all the same.
    const control = app.control.account.service.getContainerClient(defaultControlContainer);
    await control.getBlobClient(scheduleBlob.build({ instance: 'daily' })).delete();
    await fire();
    await eventually('the slot is recorded again', async () =>
      control.getBlobClient(scheduleBlob.build({ instance: 'daily' })).exists(),
    );
    expect(await completedJobs(app, 'daily')).toHaveLength(1);
    expect(await app.vault.recoveryPoints('daily')).toEqual(points);
  });
});

describe('a driven clock', () => {
  const now = Date.now();
  const slot = new Date(Math.ceil(now / 60_000) * 60_000 + 60_000);
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({
      clock: 'driven',
      settings: { HOLDFAST_START_SPREAD_SECONDS: '0' },
    });
  });
  afterAll(() => app?.stop());

  test('fires the timer, and the slot of the day is backed up', async () => {
    const start = `R/2026-01-01T${slot.toISOString().slice(11, 16)}:00+00:00/P1D`;
    const properties = policyDefinition({ intervals: [start] });
    await app.arm.call('PUT', `${VAULT_ID}/backupPolicies/DailyPolicy`, { properties });
    const source = app.newAccount();
    await fill(source, { 'data/a': 'a' });
    await protect(app, 'driven', source);
    expect(await jobsOf(app, 'driven')).toEqual([]);
    const answer = await fetch(`${app.baseUrl}/admin/host/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ advanceTo: new Date(slot.getTime() + 6 * 60_000).toISOString() }),
    });
    expect(answer.status).toBe(200);
    expect(await completedJobs(app, 'driven')).toHaveLength(1);
    const compact = `${slot.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    expect((await app.vault.recoveryPoints('driven')).map(({ id }) => id)).toEqual([compact]);
  });
});
