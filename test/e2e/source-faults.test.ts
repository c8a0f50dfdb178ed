// A source that throttles, and one whose blobs and containers change or vanish under a backup. What could not be saved is
// named; every recovery point restores to what the account held; the next backup is whole.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ProxiedRequest } from '../../local/azure/fault-proxy.ts';
import { sourceMarkerBlob } from '../../src/vault/layout.ts';
import type { TestAccount, TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp } from '../support/backup-steps.ts';
import { CASE, FaultCase } from '../support/fault-case.ts';
import type { Requests } from '../support/faults.ts';
import { both, copyOf, inject, isMethod, listingOf, to } from '../support/faults.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ dataAccounts: 20 });
});
afterAll(() => app?.stop());
afterEach(() => app.proxy.use(() => 'pass'));

describe('a throttled source', () => {
  const busy = { 'x-ms-error-code': 'ServerBusy' };
  const answers: readonly { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[] =
    [
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 429 },
      { status: 503, headers: { ...busy, 'retry-after': '1' } },
      { status: 503, headers: busy },
    ];
  /** Azurite looks at the source of a copy by itself; how soon it asks again is its own affair. */
  const isOfTheApp = ({ headers }: ProxiedRequest): boolean => !/axios/.test(headers['user-agent'] ?? '');

  test('that answers every request once with 429 or 503 only takes longer, as long as it asks for', async () => {
    const it = await FaultCase.prepare(app, 'throttled');
    const struck = new Map<string, { readonly at: number; readonly retryAfterMs: number }>();
    const tooSoon: string[] = [];
    const isFirst = (request: ProxiedRequest): boolean => {
      if (!to(it.source)(request) && !copyOf(it.source)(request)) return false;
      const key = `${request.method} ${request.url}`;
      const before = struck.get(key);
      if (before === undefined) return true;
      if (isOfTheApp(request) && performance.now() < before.at + before.retryAfterMs - 20) tooSoon.push(key);
      return false;
    };
    const fault = inject(app.proxy, {
      on: isFirst,
      fault: ({ method, url }) => {
        const answer = answers[struck.size % answers.length] ?? { status: 503 };
        const retryAfterMs = Number(answer.headers?.['retry-after'] ?? 0) * 1000;
        struck.set(`${method} ${url}`, { at: performance.now(), retryAfterMs });
        return answer;
      },
    });
    const job = await backUp(app, it.instance);
    expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
    expect(job.details).toMatchObject({
      backupBlobs: String(CASE.blobs),
      backupCopiedBlobs: String(CASE.changed),
    });
    expect(fault.strikes()).toBeGreaterThan(8);
    expect(tooSoon).toEqual([]);
    it.saved(job);
    await it.isWhole();
  });

  test('that asks for more patience than a request has is asked again later', async () => {
    const it = await FaultCase.prepare(app, 'throttled-long');
    const fault = inject(app.proxy, {
      on: (request) => to(it.source)(request) || copyOf(it.source)(request),
      times: 3,
      fault: { status: 503, headers: { ...busy, 'retry-after': '60' } },
    });
    const job = await backUp(app, it.instance);
    expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
    expect(fault.strikes()).toBe(3);
    it.saved(job);
    await it.isWhole();
  });
});

describe('a blob', () => {
  test('that changes while it is copied is saved as it became', async () => {
    const it = await FaultCase.prepare(app, 'changed');
    const fault = inject(app.proxy, {
      on: copyOf(it.source, 'one/new'),
      times: 1,
      meanwhile: () => it.write({ 'one/new': 'newer' }),
    });
    const job = await backUp(app, it.instance);
    expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
    expect(fault.strikes()).toBe(1);
    it.saved(job);
    await it.isWhole();
  });

  test('that changes at every copy is named, and never mixed', async () => {
    const it = await FaultCase.prepare(app, 'restless');
    const fault = inject(app.proxy, {
      on: copyOf(it.source, 'one/new'),
      meanwhile: () => it.write({ 'one/new': `state ${fault.strikes()}` }),
    });
    const job = await backUp(app, it.instance);
    app.proxy.use(() => 'pass');
    expect(job).toMatchObject({ status: 'CompletedWithWarnings', errors: [] });
    expect(job.warnings).toEqual([expect.stringMatching(/changed again and again.*Number: 1\..*one\/new/)]);
    expect(fault.strikes()).toBe(4);
    it.saved(job, ['one/new']);
    await it.isWhole();
  });

  test('that is deleted while it is copied is named', async () => {
    const it = await FaultCase.prepare(app, 'deleted');
    const fault = inject(app.proxy, {
      on: copyOf(it.source, 'one/blob-3'),
      times: 1,
      meanwhile: () => it.remove('one', 'blob-3'),
    });
    const job = await backUp(app, it.instance);
    expect(job).toMatchObject({ status: 'CompletedWithWarnings', errors: [] });
    expect(job.warnings).toEqual([expect.stringMatching(/deleted during the backup.*one\/blob-3/)]);
    expect(fault.strikes()).toBe(1);
    it.saved(job);
    await it.isWhole();
  });

  test('that a listing shows though it is gone is named', async () => {
    const it = await FaultCase.prepare(app, 'ghost');
    const fault = inject(app.proxy, {
      on: listingOf(it.source, 'one'),
      fault: {
        rewrite: async (page) => {
          if (page.includes('<Name>new</Name>') && it.state.has('one/new')) await it.remove('one', 'new');
          return page;
        },
      },
    });
    const job = await backUp(app, it.instance);
    expect(job).toMatchObject({ status: 'CompletedWithWarnings', errors: [] });
    expect(job.warnings).toEqual([expect.stringMatching(/deleted during the backup.*one\/new/)]);
    expect(fault.strikes()).toBeGreaterThan(0);
    expect(it.state.has('one/new')).toBe(false);
    it.saved(job);
    await it.isWhole();
  });
});

describe('a container', () => {
  const marker = `two/${sourceMarkerBlob.prefix}`;
  const moments: readonly [string, (source: TestAccount) => Requests][] = [
    ['before its marker is written', (source) => both(isMethod('PUT'), to(source, marker))],
    ['before it is listed', (source) => listingOf(source, 'two')],
    ['while a blob of it is copied', (source) => copyOf(source, 'two/b')],
    ['after its blobs', (source) => both(isMethod('HEAD'), to(source, marker))],
    ['while its marker is copied', (source) => copyOf(source, marker)],
  ];
  test.each(moments)('that is deleted %s is named', async (when, on) => {
    const it = await FaultCase.prepare(app, `gone-${when.replaceAll(' ', '-')}`);
    const fault = inject(app.proxy, {
      on: on(it.source),
      times: 1,
      meanwhile: () => it.removeContainer('two'),
    });
    const job = await backUp(app, it.instance);
    expect(fault.strikes()).toBe(1);
    expect(job).toMatchObject({ status: 'CompletedWithWarnings', errors: [] });
    expect(job.warnings).toEqual([expect.stringMatching(/Containers that were deleted.*For example: two\./)]);
    it.saved(job);
    await it.isWhole();
  });
});
