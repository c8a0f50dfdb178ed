// The Event Grid stand-in between a real Azurite and a webhook that answers as the test tells it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BlobCreatedEvent } from '../../local/azure/event-grid/blob-created.ts';
import { dropEvents, forgeEvents, reverseEvents } from '../../local/azure/event-grid/disturbance.ts';
import type { EventGrid } from '../../local/azure/event-grid.ts';
import { startEventGrid } from '../../local/azure/event-grid.ts';
import { Account } from '../../local/demo/account.ts';
import type { TestAzurite } from '../support/azurite.ts';
import { resourceIdOf, startTestAzurite } from '../support/azurite.ts';
import { eventually } from '../support/eventually.ts';

interface Delivery {
  readonly type: string;
  readonly events: readonly BlobCreatedEvent[];
}

interface Webhook {
  readonly url: string;
  readonly deliveries: Delivery[];
  /** Status of the answers to come; the last one stays. */
  statuses: number[];
  close(): void;
}

const startWebhook = async (): Promise<Webhook> => {
  const deliveries: Delivery[] = [];
  const webhook = { deliveries, statuses: [202] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const events = JSON.parse(Buffer.concat(chunks).toString('utf8')) as readonly BlobCreatedEvent[];
    const type = String(request.headers['aeg-event-type']);
    deliveries.push({ type, events });
    if (type === 'SubscriptionValidation') {
      const data = events[0]?.data as { validationCode?: string } | undefined;
      response.end(JSON.stringify({ validationResponse: data?.validationCode }));
      return;
    }
    const status = webhook.statuses.length > 1 ? webhook.statuses.shift() : webhook.statuses[0];
    response.writeHead(status ?? 202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(webhook, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
};

let azurite: TestAzurite;
let webhook: Webhook;
let account: { readonly id: string; readonly account: Account };
let folder: string;
const running: EventGrid[] = [];

beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(() => azurite?.stop());
beforeEach(async () => {
  webhook = await startWebhook();
  const credential = azurite.takeAccount();
  account = { id: resourceIdOf(credential.name), account: new Account(azurite.blobEndpoint, credential) };
  await account.account.createContainer('markers');
  folder = mkdtempSync(join(tmpdir(), 'holdfast-events-'));
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  webhook.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = (): EventGrid => {
  const grid = startEventGrid({
    accounts: [{ accountId: account.id, container: account.account.service.getContainerClient('markers') }],
    webhook: webhook.url,
    lookEveryMs: 20,
    timeScale: 0.001,
    stateFile: join(folder, 'events.json'),
  });
  running.push(grid);
  return grid;
};

const put = (name: string, content = 'x') =>
  account.account.write({ container: 'markers', name, headers: {}, metadata: {} }, Buffer.from(content));

const notified = (): readonly string[] =>
  webhook.deliveries
    .filter(({ type }) => type === 'Notification')
    .flatMap(({ events }) => events.map(({ subject }) => subject.replace(/^.*\/blobs\//, '')));

const delivered = (names: readonly string[]) =>
  eventually(`deliveries of ${names}`, () => notified().length >= names.length && [...notified()]);

describe('the Event Grid stand-in', () => {
  test('shakes hands, then announces a blob in the Event Grid schema', async () => {
    start();
    await put('instance/point/container', 'marker');
    await delivered(['instance/point/container']);
    expect(webhook.deliveries[0]?.type).toBe('SubscriptionValidation');
    const events = webhook.deliveries.at(-1)?.events ?? [];
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      topic: account.id,
      subject: '/blobServices/default/containers/markers/blobs/instance/point/container',
      eventType: 'Microsoft.Storage.BlobCreated',
      data: { api: 'PutBlob', blobType: 'BlockBlob', contentLength: 6, eTag: expect.stringMatching(/^"0x/) },
    });
  });

  test('announces a blob again only when it was written again', async () => {
    const grid = start();
    await put('a');
    await delivered(['a']);
    await put('b');
    await delivered(['a', 'b']);
    await put('a', 'again');
    expect(await delivered(['a', 'b', 'a'])).toEqual(['a', 'b', 'a']);
    expect(grid.counts()).toEqual({ seen: 3, attempts: 3, delivered: 3, deadLettered: 0 });
  });

  test('tries again until the webhook takes the event', async () => {
    webhook.statuses = [500, 503, 202];
    const grid = start();
    await put('a');
    await eventually('the delivery', () => grid.counts().delivered === 1);
    expect(grid.counts().attempts).toBe(3);
    expect(notified()).toEqual(['a', 'a', 'a']);
  });

  test('gives an event up that the webhook refuses for good', async () => {
    webhook.statuses = [400];
    const grid = start();
    await put('a');
    await eventually('the dead letter', () => grid.counts().deadLettered === 1);
    expect(grid.counts()).toMatchObject({ attempts: 1, delivered: 0 });
  });

  test('remembers over a restart what it delivered, and delivers what it had not', async () => {
    const first = start();
    await put('a');
    await delivered(['a']);
    await eventually('the record', () => readFileSync(join(folder, 'events.json'), 'utf8').includes('/a'));
    webhook.statuses = [500];
    await put('b');
    await eventually('an attempt', () => first.counts().attempts >= 2);
    await first.stop();
    webhook.deliveries.length = 0;
    webhook.statuses = [202];
    const second = start();
    await eventually('the delivery', () => second.counts().delivered === 1);
    expect(new Set(notified())).toEqual(new Set(['b']));
  });

  test('loses, turns around and forges events when it is told to', async () => {
    const grid = start();
    grid.disturb(dropEvents);
    await put('lost');
    await eventually('the blob is seen', () => grid.counts().seen === 1);
    grid.disturb(reverseEvents(2));
    await put('first');
    await eventually('the blob is seen', () => grid.counts().seen === 2);
    await put('second');
    await eventually('both', () => grid.counts().delivered === 2);
    grid.disturb(forgeEvents((subject) => subject.replace('true', 'false')));
    await put('true');
    await eventually('the forgery', () => grid.counts().delivered === 3);
    expect(new Set(notified().slice(0, 2))).toEqual(new Set(['first', 'second']));
    expect(notified()[2]).toBe('false');
  });
});
