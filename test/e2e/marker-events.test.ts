// A backup that waits for its markers, with polling as good as off: what events do to it, true and false ones.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  delayEvents,
  doubleEvents,
  reverseEvents,
  undisturbed,
} from '../../local/azure/event-grid/disturbance.ts';
import { markersContainer } from '../../src/vault/layout.ts';
import type { TestAccount, TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, fill, finished, protect, startBackup } from '../support/backup-steps.ts';
import { eventually } from '../support/eventually.ts';
import type { HeldMarkers } from '../support/held-markers.ts';
import { holdMarkers } from '../support/held-markers.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    settings: { HOLDFAST_POLL_SECONDS: '3600', HOLDFAST_MARKER_DEADLINE_SECONDS: '7200' },
  });
});
afterAll(() => app?.stop());
afterEach(() => {
  app.events.disturb(undisturbed);
  app.proxy.use(() => 'pass');
});

interface Waiting {
  readonly source: TestAccount;
  readonly markers: HeldMarkers;
  status(): Promise<string>;
  completed(): Promise<void>;
}

/** A backup of two containers that has done all but see its markers. */
const waitingBackup = async (instance: string): Promise<Waiting> => {
  const source = app.newAccount();
  await fill(source, { 'one/a': 'a', 'two/b': 'b' });
  await protect(app, instance, source);
  const markers = await holdMarkers(app, instance, source);
  const operation = await startBackup(app, instance);
  await markers.waiting(2);
  const { properties } = await app.arm.call<{ properties: { jobId: string } }>('GET', operation.statusUrl);
  return {
    source,
    markers,
    status: async () => (await app.vault.job(properties.jobId)).status,
    completed: async () => {
      expect(await finished(app, operation)).toMatchObject({ status: 'Completed', errors: [] });
      expect(await app.vault.recoveryPoints(instance)).toHaveLength(1);
    },
  };
};

const post = (body: unknown, type = 'Notification'): Promise<Response> =>
  fetch(`${app.baseUrl}/runtime/webhooks/EventGrid?functionName=markerReplicated`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'aeg-event-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const event = (topic: string, subject: unknown, more: object = {}) => ({
  id: 'forged',
  topic,
  subject,
  eventType: 'Microsoft.Storage.BlobCreated',
  eventTime: new Date().toISOString(),
  data: { api: 'CopyBlob', url: 'http://127.0.0.1/forged' },
  dataVersion: '',
  metadataVersion: '1',
  ...more,
});

const subjectOf = (blob: string): string =>
  `/blobServices/default/containers/${markersContainer}/blobs/${blob}`;

describe('an event', () => {
  test('wakes the backup, which ends when the last marker is there', async () => {
    const { markers, status, completed } = await waitingBackup('woken');
    const looks = markers.looks();
    await markers.replicate('one');
    await eventually('the app looks again', () => markers.looks() > looks);
    expect(await status()).toBe('InProgress');
    await markers.replicate('two');
    await completed();
  });

  test('that comes twice changes nothing', async () => {
    app.events.disturb(doubleEvents);
    const { markers, status, completed } = await waitingBackup('doubled');
    const before = app.events.counts().delivered;
    await markers.replicate('one');
    await eventually('both deliveries', () => app.events.counts().delivered >= before + 2);
    expect(await status()).toBe('InProgress');
    await markers.replicate('two');
    await completed();
  });

  test('that comes late is waited for', async () => {
    app.events.disturb(delayEvents(1_500));
    const { markers, completed } = await waitingBackup('late');
    await markers.replicate('one');
    await markers.replicate('two');
    await completed();
  });

  test('that comes out of order is as good', async () => {
    app.events.disturb(reverseEvents(2));
    const { markers, completed } = await waitingBackup('reversed');
    await markers.replicate('one');
    await markers.replicate('two');
    await completed();
  });

  test('that is forged only makes the backup look', async () => {
    const { markers, status, completed } = await waitingBackup('forged');
    const data = await app.dataAccountOf('forged');
    for (const name of markers.names()) {
      const looks = markers.looks();
      expect((await post([event(data.id, subjectOf(name))])).status).toBeLessThan(300);
      await eventually('the app looks again', () => markers.looks() > looks);
    }
    expect(await status()).toBe('InProgress');
    await markers.replicate('one');
    await markers.replicate('two');
    await completed();
  });

  test('of a marker that another recovery point left is not believed', async () => {
    const { markers, status, completed } = await waitingBackup('planted');
    const data = await app.dataAccountOf('planted');
    const container = data.account.service.getContainerClient(markersContainer);
    const looks = markers.looks();
    for (const name of markers.names()) {
      const content = JSON.stringify({
        ...(await markers.content(name)),
        recoveryPointId: '20200101T000000Z',
      });
      await container.getBlockBlobClient(name).upload(content, content.length);
    }
    await eventually('the app looks again', () => markers.looks() > looks + 1);
    expect(await status()).toBe('InProgress');
    await markers.replicate('one');
    await markers.replicate('two');
    await completed();
  });
});

describe('an event that nobody waits for', () => {
  test('is ignored, whatever it says', async () => {
    const source = app.newAccount();
    await fill(source, { 'one/a': 'a' });
    await protect(app, 'finished', source);
    const { recoveryPointId } = await backUp(app, 'finished');
    const data = await app.dataAccountOf('finished');
    const ignored = [
      event(data.id, subjectOf(`finished/${recoveryPointId}/one`)),
      event(data.id, subjectOf('nobody/20260101T000000Z/one')),
      event(data.id, subjectOf('finished/not-a-point/one')),
      event(data.id, subjectOf('../../locks/finished.json')),
      event(data.id, subjectOf('')),
      event(data.id, 'nonsense'),
      event(data.id, 42),
      event(data.id, undefined),
      event('', subjectOf(`finished/${recoveryPointId}/one`)),
      event(source.id, subjectOf(`finished/${recoveryPointId}/one`)),
      event(data.id, `${subjectOf('finished')}/${'x'.repeat(5_000)}`),
      event(data.id, subjectOf('finished/x/one'), { eventType: 'Microsoft.Storage.BlobDeleted' }),
      event(data.id, subjectOf('finished/x/one'), { data: null }),
    ];
    for (const one of ignored) expect((await post([one])).status, JSON.stringify(one)).toBe(202);
    expect((await post(ignored)).status).toBe(202);
    expect(await app.vault.runningJobs()).toEqual([]);
  });

  test('is no event at all', async () => {
    for (const body of ['', '{', '"text"', '42', 'null', '[null]', '[[]]', '[42]', '[]']) {
      expect((await post(body)).status, body).toBeLessThan(500);
      expect((await fetch(`${app.baseUrl}/api/health`)).status, body).toBe(200);
    }
  });

  test('is a handshake', async () => {
    const answer = await post(
      [
        {
          ...event('', ''),
          eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
          data: { validationCode: 'abc' },
        },
      ],
      'SubscriptionValidation',
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ validationResponse: 'abc' });
  });
});
