// A backup whose events are lost: polling finds the markers; and one whose markers never come: the deadline ends it.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dropEvents } from '../../local/azure/event-grid/disturbance.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, blobNames, fill, finished, protect, startBackup } from '../support/backup-steps.ts';
import { holdMarkers } from '../support/held-markers.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    settings: { HOLDFAST_POLL_SECONDS: '1', HOLDFAST_MARKER_DEADLINE_SECONDS: '8' },
  });
  app.events.disturb(dropEvents);
});
afterAll(() => app?.stop());
afterEach(() => app.proxy.use(() => 'pass'));

describe('without events', () => {
  test('polling finds the markers', async () => {
    const source = app.newAccount();
    await fill(source, { 'one/a': 'a', 'two/b': 'b' });
    await protect(app, 'polled', source);
    const markers = await holdMarkers(app, 'polled', source);
    const operation = await startBackup(app, 'polled');
    await markers.waiting(2);
    await markers.replicate('one');
    await markers.replicate('two');
    expect(await finished(app, operation)).toMatchObject({ status: 'Completed' });
    expect(app.events.counts().delivered).toBe(0);
  });

  test('markers that never come end the backup without a recovery point; the next one works', async () => {
    const source = app.newAccount();
    const state = await fill(source, { 'one/a': 'a', 'two/b': 'b' });
    await protect(app, 'overdue', source);
    const markers = await holdMarkers(app, 'overdue', source);
    const operation = await startBackup(app, 'overdue');
    await markers.waiting(2);
    await markers.replicate('one');
    const job = await finished(app, operation);
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'BackupMarkerDeadlineExceeded' }] });
    expect(job.errors[0]?.message).toContain('two');
    expect(await app.vault.recoveryPoints('overdue')).toEqual([]);
    expect(await blobNames(source), 'no marker stays behind').toEqual([...state.keys()].sort());

    app.proxy.use(() => 'pass');
    expect((await backUp(app, 'overdue')).status).toBe('Completed');
    expect(await app.vault.recoveryPoints('overdue')).toHaveLength(1);
  });
});
