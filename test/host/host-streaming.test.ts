// HTTP functions in streaming mode (`enableHttpStream`), an ES module app with a brace glob as `main`, and its hooks.

import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostProcess } from './host-support/host-process.ts';
import { cleanUp, fixtureApp, startHostProcess } from './host-support/host-process.ts';

let host: HostProcess;
beforeAll(async () => {
  host = await startHostProcess(fixtureApp('esm-stream'));
});
afterAll(cleanUp);

function pieces(bytes: Buffer, size: number): ReadableStream {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + size));
      at += size;
    },
  });
}

describe('streams', () => {
  test.each(['POST', 'PUT', 'DELETE'])('a chunked upload by %s arrives whole', async (method) => {
    const bytes = randomBytes(1_500_000);
    const init = { method, body: pieces(bytes, 64 * 1024), duplex: 'half' } as RequestInit;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(await (await host.get('/upload', init)).json()).toEqual({
      bytes: bytes.length,
      several: true,
      sha256,
      method,
    });
  });

  test('an answer flows while it is made', async () => {
    const answer = await host.get('/download?chunks=3');
    expect(answer.headers.get('x-kind')).toBe('streamed');
    expect(answer.headers.get('x-ms-invocation-id')).toMatch(/^[0-9a-f-]{36}$/);
    const parts: string[] = [];
    for await (const part of answer.body ?? []) parts.push(Buffer.from(part).toString());
    expect(parts.join('')).toBe('chunk 0\nchunk 1\nchunk 2\n');
    expect(parts.length).toBeGreaterThan(1);
  });

  test('upload and download at the same time', async () => {
    const answer = await host.get('/transform', { method: 'POST', body: 'lower case' });
    expect(await answer.text()).toBe('LOWER CASE');
  });

  test.each([
    ['unread', 200],
    ['unread?nothing', 204],
    ['unread?throws', 500],
  ])('an upload that nobody reads is taken all the same: %s', async (route, expected) => {
    const upload = http.request(`${host.baseUrl}/${route}`, { method: 'POST' });
    const status = new Promise((resolve) =>
      upload.once('response', (answer) => resolve(answer.resume().statusCode)),
    );
    const sent = new Promise((resolve) => upload.once('finish', () => resolve('sent')));
    upload.end(randomBytes(20 * 1024 * 1024));
    expect([await status, await sent]).toEqual([expected, 'sent']);
  });

  test('a client that leaves in the middle does not disturb the next', async () => {
    await new Promise<void>((resolve, reject) => {
      const request = http.get(`${host.baseUrl}/download?chunks=20`, (answer) => {
        answer.once('data', () => {
          request.destroy();
          resolve();
        });
      });
      request.on('error', reject);
    });
    expect((await host.get('/hello/next')).status).toBe(200);
  });
});

describe('single answers', () => {
  test('route and query values are both parameters, as the library reads them in this mode', async () => {
    const seen = await (await host.get('/hello/bob?q=1', { headers: { 'x-test': 't' } })).json();
    expect(seen).toEqual({
      name: 'bob',
      params: { name: 'bob', q: '1' },
      query: { q: '1' },
      url: `${host.baseUrl}/hello/bob?q=1`,
      header: 't',
      text: null,
      order: ['index', 'appStart'],
      fromHook: true,
    });
  });

  test('a body of declared length', async () => {
    const answer = await host.get('/hello', { method: 'POST', body: 'text' });
    expect(await answer.json()).toMatchObject({ text: 'text', name: null });
  });

  test('nothing returned is 204, an error 500', async () => {
    expect((await host.get('/nothing')).status).toBe(204);
    const failed = await host.get('/throws');
    expect([failed.status, await failed.text()]).toEqual([500, '']);
    expect(host.output()).toContain('Exception: thrown in streaming mode');
  });

  test('cookies and status', async () => {
    const answer = await host.get('/cookies');
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([202, ['a=1', 'b=2']]);
  });

  test('HEAD', async () => {
    const answer = await host.get('/headed', { method: 'HEAD' });
    expect([answer.status, answer.headers.get('x-head'), await answer.text()]).toEqual([200, 'yes', '']);
  });

  test('without a prefix, a route can stand for the root', async () => {
    expect(await (await host.get('/')).text()).toBe('the root');
  });
});

describe('hooks', () => {
  test('preInvocation may replace the function, postInvocation its error', async () => {
    expect(await (await host.get('/replaced')).text()).toBe('by the hook');
    expect(await (await host.get('/rescued')).text()).toBe('rescued from: true');
  });

  test('log hooks may rewrite what functions log', async () => {
    await host.get('/hello');
    expect(host.output()).toContain('redacted by the hook');
    expect(host.output()).not.toContain('a secret is logged');
  });

  test('SIGTERM runs appTerminate and ends with 0', async () => {
    expect(await host.stop()).toBe(0);
    expect(host.output()).toContain('appTerminate ran');
  });
});
