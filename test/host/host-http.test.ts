// HTTP functions in the plain mode, over the wire: requests as the function sees them, answers as the client does.

import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostProcess } from './host-support/host-process.ts';
import { cleanUp, fixtureApp, startHostProcess } from './host-support/host-process.ts';

let host: HostProcess;
beforeAll(async () => {
  host = await startHostProcess(fixtureApp('plain-cjs'), ['--cors', 'http://allowed.example']);
});
afterAll(cleanUp);

const json = async (route: string, init?: RequestInit) => (await host.get(`/api/${route}`, init)).json();

describe('requests', () => {
  test('method, query, headers, settings and host name reach the function', async () => {
    const seen = (await json('echo?a=1&a=2&b=', { headers: { 'X-Test': 'yes' } })) as Record<string, never>;
    const port = new URL(host.baseUrl).port;
    expect(seen).toMatchObject({
      method: 'GET',
      url: `${host.baseUrl}/api/echo?a=1&a=2&b=`,
      query: { a: '1,2', b: '' },
      greeting: 'hello',
      hostname: `localhost:${port}`,
      cwd: fixtureApp('plain-cjs'),
      function: 'echo',
    });
    expect(seen.headers).toMatchObject({ 'x-test': 'yes' });
  });

  test('a body arrives when its length is declared, and a chunked one arrives empty, as in the real host', async () => {
    expect(await json('echo', { method: 'POST', body: 'some text' })).toMatchObject({ body: 'some text' });
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from('lost'));
        controller.close();
      },
    });
    const init = { method: 'POST', body: chunked, duplex: 'half' } as RequestInit;
    expect(await json('echo', init)).toMatchObject({ body: '' });
  });

  test('bytes pass unchanged in both directions', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const answer = await host.get('/api/binary', { method: 'POST', body: bytes });
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes.toReversed());
  });

  test('form data can be read', async () => {
    const form = new FormData();
    form.set('field', 'value');
    expect(await json('form', { method: 'POST', body: form })).toEqual({ field: 'value' });
  });

  test.each(['HEAD', 'PATCH', 'OPTIONS'])(
    '%s is not found where the function does not take it',
    async (method) => {
      expect((await host.get('/api/echo', { method })).status).toBe(404);
    },
  );

  test('invocations run side by side', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => json('slow?ms=150')));
    expect(Math.max(...runs.map((run) => (run as { active: number }).active))).toBe(3);
  });

  test('a client that goes away takes nothing with it', async () => {
    const { port } = new URL(host.baseUrl);
    const socket = net.connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => socket.write('GET /api/slow?ms=50 HTTP/1.1\r\nHost: x\r\n\r\n', resolve));
    socket.destroy();
    expect((await host.get('/api/text')).status).toBe(200);
  });
});

describe('answers', () => {
  test.each([
    ['text', 200, 'plain text', 'text/plain;charset=UTF-8'],
    ['nothing', 204, '', null],
    ['noContent', 204, '', null],
    ['status', 418, 'short and stout', 'text/plain;charset=UTF-8'],
    ['throws', 500, '', null],
    ['notAnObject', 500, '', null],
    ['badStatus', 500, '', null],
    ['response', 201, 'from a blob', 'text/x-blob'],
    ['stream', 200, 'one two three', null],
    ['switchedOff', 404, '', null],
  ])('%s -> %i', async (route, status, body, type) => {
    const answer = await host.get(`/api/${route}`);
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      status,
      body,
      type,
    ]);
  });

  test('headers of host.json stand on every answer', async () => {
    expect((await host.get('/api/text')).headers.get('x-served-by')).toBe('fixture');
  });

  test('HEAD has the length and no body', async () => {
    const answer = await host.get('/api/headToo', { method: 'HEAD' });
    expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['12', '']);
  });

  test('cookies are written as ASP.NET Core writes them', async () => {
    expect((await host.get('/api/cookies')).headers.getSetCookie()).toEqual([
      'plain=a%20b%3Bc%27; path=/',
      'full=v; expires=Wed, 02 Jan 2030 03:04:05 GMT; max-age=60; domain=example.com; path=/x; secure; samesite=strict; httponly',
    ]);
  });

  test('the home page, unknown paths and reserved paths', async () => {
    const statuses = await Promise.all(
      ['/', '/nothing', '/api', '/runtime/other', '/admin/other'].map((p) => host.get(p)),
    );
    expect(statuses.map(({ status }) => status)).toEqual([200, 404, 404, 404, 404]);
  });
});

describe('routes', () => {
  test.each([
    ['items/5', 'itemById', { id: '5' }],
    ['items/special', 'itemSpecial', {}],
    ['items/ab', 'itemByName', { name: 'ab' }],
    ['items/x9', 'aItem', { anything: 'x9' }],
    ['optional/a', 'optional', { first: 'a' }],
    ['optional/a/b', 'optional', { first: 'a', second: 'b' }],
    ['defaults', 'withDefault', { size: '10' }],
    ['defaults/3', 'withDefault', { size: '3' }],
    ['files/a/b%20c', 'rest', { path: 'a/b c' }],
    ['files', 'rest', {}],
    ['complex/a.b.txt', 'complex', { file: 'a.b', ext: 'txt' }],
    ['complex/a', 'complex', { file: 'a' }],
    ['guid/01234567-89ab-cdef-0123-456789abcdef', 'guid', { id: '01234567-89ab-cdef-0123-456789abcdef' }],
    ['pattern/123-abc', 'pattern', { code: '123-abc' }],
    ['flag/TRUE/1.5', 'flag', { on: 'TRUE', amount: '1.5' }],
    ['emptyRoute', 'emptyRoute', {}],
    ['twice', 'duplicateA', {}],
    ['MIXED/Key', 'MixedCase', { Key: 'Key' }],
  ])('/api/%s -> %s', async (route, name, params) => {
    expect(await json(route)).toEqual({ name, params });
  });

  test.each([
    'guid/1',
    'range/13',
    'length/abcde',
    'date/tomorrow',
    'optional',
    'verbs',
    'bad/x',
    'complex//',
  ])('/api/%s is not found', async (route) => {
    expect((await host.get(`/api/${route}`)).status).toBe(404);
  });

  test('functions with one route are told apart by method', async () => {
    expect(await json('verbs', { method: 'POST' })).toMatchObject({ name: 'onlyPost' });
    expect(await json('verbs', { method: 'PUT' })).toMatchObject({ name: 'onlyPut' });
  });

  test('what Azure would choose otherwise is warned of at the start', () => {
    expect(host.output()).toContain(
      "answered by 'itemSpecial' here, whose route is more specific; in Azure 'aItem' answers",
    );
    expect(host.output()).toContain("The 'badConstraint' function is in error");
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    host.get('/api/echo', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-a' },
    });
  test('an allowed origin is answered, another is not', async () => {
    const allowed = await preflight('http://allowed.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('http://allowed.example');
    expect((await preflight('http://other.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('log', () => {
  test('invocations are framed, and host.json filters what functions log', async () => {
    await host.get('/api/quiet');
    await host.get('/api/levels');
    const output = host.output();
    expect(output).toMatch(/\[\d{4}-.*Z\] Executing 'Functions.quiet' \(Reason='.*', Id=[0-9a-f-]{36}\)/);
    expect(output).toMatch(/Executed 'Functions.quiet' \(Succeeded, Id=[0-9a-f-]{36}, Duration=\d+ms\)/);
    expect(output).toContain('this line is shown');
    expect(output).not.toContain('this line is filtered');
    expect(output).toContain('at info');
    expect(output).not.toContain('at debug');
  });

  test('a failure is shown with its message and stack', async () => {
    await host.get('/api/throws');
    expect(host.output()).toContain(
      'Exception while executing function: Functions.throws. Result: Failure\nException: thrown on purpose\nStack: Error: thrown on purpose',
    );
  });
});
