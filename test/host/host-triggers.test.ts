// Timers on a driven clock, Event Grid, functions fired by hand, and what the host does not serve.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { HostProcess } from './host-support/host-process.ts';
import { cleanUp, fixtureApp, startHostProcess, temporaryFolder } from './host-support/host-process.ts';

interface Note {
  readonly name: string;
  readonly at: string;
  readonly [field: string]: unknown;
}

const folder = temporaryFolder();
const state = path.join(folder, 'state');
const notesFile = path.join(folder, 'notes');
let host: HostProcess;

const start = (env: Record<string, string> = {}) =>
  startHostProcess(fixtureApp('triggers'), ['--state', state, '--clock', 'driven'], {
    TRIGGER_NOTES: notesFile,
    HOURLY: '0 0 * * * *',
    ...env,
  });
const notes = (name: string): Note[] =>
  existsSync(notesFile)
    ? readFileSync(notesFile, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Note)
        .filter((note) => note.name === name)
    : [];
const post = (route: string, body: unknown, headers: Record<string, string> = {}) =>
  host.get(route, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });
const now = async () =>
  Date.parse(((await (await host.get('/admin/host/clock')).json()) as { now: string }).now);
const advanceTo = async (ms: number) => {
  expect((await post('/admin/host/clock', { advanceTo: new Date(ms).toISOString() })).status).toBe(200);
};

beforeAll(async () => {
  host = await start();
});
beforeEach(() => writeFileSync(notesFile, ''));
afterAll(cleanUp);

const HOUR = 3_600_000;

describe('timers', () => {
  test('each occurrence fires once, in order, with the status before it; the app sees driven time', async () => {
    const first = Math.floor((await now()) / HOUR) * HOUR + HOUR;
    await advanceTo(first + HOUR);
    const hourly = notes('hourly');
    expect(hourly.map(({ at }) => Date.parse(at))).toEqual([first, first + HOUR]);
    const time = (ms: number) => new Date(ms).toISOString().replace('.000Z', '+00:00');
    expect(hourly[1]?.timer).toEqual({
      schedule: { adjustForDST: true },
      scheduleStatus: { last: time(first), next: time(first + HOUR), lastUpdated: time(first) },
      isPastDue: false,
    });
  });

  test('seconds fire too, without a monitor', async () => {
    const from = await now();
    await advanceTo(from + 5000);
    expect(notes('everySecond')).toHaveLength(5);
    expect(notes('everySecond')[0]?.timer).toMatchObject({ scheduleStatus: null });
  });

  test('a time span counts from the last run', async () => {
    await advanceTo((await now()) + 30 * 60_000);
    const times = notes('everyMinutes').map(({ at }) => Date.parse(at));
    expect(times).toHaveLength(3);
    expect(times.map((time, i) => time - (times[i - 1] ?? time - 600_000))).toEqual([
      600_000, 600_000, 600_000,
    ]);
  });

  test('an occurrence missed while the host was down is made up for once, as past due', async () => {
    const last = await now();
    await host.stop();
    const file = path.join(state, 'timers/hourly.json');
    const before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    const shifted = (key: string, hours: number) =>
      new Date(Date.parse(before[key] ?? '') - hours * HOUR).toISOString();
    const hours = Math.ceil((last - Date.now()) / HOUR) + 5;
    writeFileSync(
      file,
      JSON.stringify({
        Last: shifted('Last', hours),
        Next: shifted('Next', hours),
        LastUpdated: shifted('LastUpdated', hours),
      }),
    );
    host = await start();
    await eventually('the missed occurrence', () => (notes('hourly').length > 0 ? true : undefined));
    expect(notes('hourly')).toHaveLength(1);
    expect(notes('hourly')[0]?.timer).toMatchObject({ isPastDue: true });
    expect(notes('atStart')[0]?.timer).toMatchObject({ isPastDue: false });
  });

  test('an unreadable schedule and a missing setting stop only their function', async () => {
    expect(host.output()).toContain(
      "The 'unreadable' function is in error: The schedule expression 'every now and then'",
    );
    expect(host.output()).toContain(
      "The 'unresolved' function is in error: '%NOT_SET%' does not resolve to a value.",
    );
    const status = await (await host.get('/admin/functions/unreadable/status')).json();
    expect(status).toMatchObject({ errors: [expect.stringContaining('every now and then')] });
  });
});

describe('Event Grid', () => {
  const webhook = '/runtime/webhooks/EventGrid?functionName=onEvent';
  const deliver = (events: unknown, headers: Record<string, string> = { 'aeg-event-type': 'Notification' }) =>
    post(webhook, events, headers);

  test('the subscription handshake', async () => {
    const answer = await deliver([{ data: { validationCode: 'abc' } }], {
      'aeg-event-type': 'SubscriptionValidation',
    });
    expect([answer.status, await answer.json()]).toEqual([200, { validationResponse: 'abc' }]);
  });

  test('every event of a delivery is an invocation', async () => {
    const answer = await deliver([
      { id: '1', data: { n: 1 } },
      { id: '2', data: { n: 2 } },
    ]);
    expect(answer.status).toBe(202);
    expect(notes('onEvent').map(({ event, data }) => [(event as { id: string }).id, data])).toEqual([
      ['1', { n: 1 }],
      ['2', { n: 2 }],
    ]);
  });

  test('one failing event fails the delivery, after all were tried', async () => {
    const answer = await deliver([
      { id: '1', data: { fail: true } },
      { id: '2', data: {} },
    ]);
    expect(answer.status).toBe(500);
    expect(notes('onEvent')).toHaveLength(2);
  });

  test('cloud events: one, a batch, and the handshake', async () => {
    expect(
      (await deliver({ id: 'c', data: {} }, { 'content-type': 'application/cloudevents+json' })).status,
    ).toBe(202);
    expect(
      (await deliver([{ id: 'd', data: {} }], { 'content-type': 'application/cloudevents-batch+json' }))
        .status,
    ).toBe(202);
    expect(notes('onEvent')).toHaveLength(2);
    const answer = await host.get(webhook.toLowerCase(), {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'eventgrid.azure.net', 'webhook-request-rate': '120' },
    });
    expect([
      answer.status,
      answer.headers.get('webhook-allowed-origin'),
      answer.headers.get('webhook-allowed-rate'),
    ]).toEqual([200, 'eventgrid.azure.net', '120']);
  });

  test('other kinds of requests', async () => {
    expect((await deliver([], { 'aeg-event-type': 'Unsubscribe' })).status).toBe(202);
    expect((await deliver([], { 'aeg-event-type': 'Other' })).status).toBe(400);
    expect((await deliver([], {})).status).toBe(400);
    expect((await deliver('no json')).status).toBe(400);
    const unknown = await post('/runtime/webhooks/EventGrid?functionName=nobody', [], {
      'aeg-event-type': 'Notification',
    });
    expect(unknown.status).toBe(404);
  });
});

describe('by hand', () => {
  test.each([
    ['hourly', '{}', { timer: expect.objectContaining({ isPastDue: false }) }],
    ['onMessage', '{"input":"a message"}', { message: 'a message' }],
    ['onMessage', "{'input':'in single quotes'}", { message: 'in single quotes' }],
    ['http', '{"input":"body"}', { text: 'body' }],
    ['warm', '{}', {}],
    ['onEvent', '{"input":"{\\"id\\":\\"9\\",\\"data\\":{}}"}', { event: { id: '9', data: {} } }],
  ])('%s with %s', async (name, body, expected) => {
    expect((await post(`/admin/functions/${name}`, body)).status).toBe(202);
    await eventually(`${name} to run`, () => (notes(name).length > 0 ? true : undefined));
    expect(notes(name)[0]).toMatchObject(expected);
  });

  test('unknown functions and unreadable bodies', async () => {
    expect((await post('/admin/functions/nobody', {})).status).toBe(404);
    expect((await post('/admin/functions/hourly', 'no json')).status).toBe(400);
  });
});

describe('what is not served', () => {
  test('a trigger of another kind is named, the rest runs', async () => {
    expect(host.output()).toContain("The 'onMessage' function is not served: Trigger type 'queueTrigger'");
    expect(host.output()).toContain('onMessage: queueTrigger (not served by this host)');
  });

  test('an input or output of another kind fails the invocation that needs it', async () => {
    expect((await host.get('/api/readsBlob')).status).toBe(500);
    expect((await host.get('/api/writesQueue')).status).toBe(200);
    expect((await host.get('/api/writesQueue?write')).status).toBe(500);
    expect(host.output()).toMatch(
      /'readsBlob' uses the input binding '\w+' of type 'blob', which this host does not serve/,
    );
    expect(host.output()).toMatch(
      /'writesQueue' uses the output binding '\w+' of type 'queue', which this host does not serve/,
    );
  });

  test('functionTimeout of host.json ends the wait for a function that overruns', async () => {
    const began = performance.now();
    expect((await host.get('/api/overruns')).status).toBe(500);
    expect(performance.now() - began).toBeLessThan(1450);
  });
});

describe('admin', () => {
  test('status, ping and the list of functions', async () => {
    expect(await (await host.get('/admin/host/status')).json()).toMatchObject({
      state: 'Running',
      version: expect.any(String),
    });
    expect((await host.get('/admin/host/ping')).status).toBe(200);
    const list = (await (await host.get('/admin/functions')).json()) as {
      name: string;
      invoke_url_template: string | null;
    }[];
    expect(list.map(({ name }) => name)).toContain('hourly');
    expect(list.find(({ name }) => name === 'http')?.invoke_url_template).toMatch(/\/api\/http$/);
    const one = await (await host.get('/admin/functions/HOURLY')).json();
    expect(one).toMatchObject({
      name: 'hourly',
      config: { bindings: [{ type: 'timerTrigger', schedule: '%HOURLY%' }] },
    });
  });

  test('the clock does not go back', async () => {
    expect((await post('/admin/host/clock', { advanceTo: '2000-01-01T00:00:00Z' })).status).toBe(400);
    expect((await post('/admin/host/clock', 'x')).status).toBe(400);
  });
});
