// How a start goes: entry files, settings, arguments, ports, keys, and the messages of starts that fail.

import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  cleanUp,
  fixtureApp,
  runToEnd,
  startHostProcess,
  temporaryFolder,
  writeApp,
} from './host-support/host-process.ts';

afterAll(cleanUp);

const hello = (name: string) =>
  `const { app } = require('@azure/functions'); app.http('${name}', { methods: ['GET'], handler: () => ({ jsonBody: { name: '${name}', set: process.env.SET ?? null, other: process.env['ConnectionStrings:db'] ?? null } }) });`;
const app = (files: Record<string, string | object> = {}) =>
  writeApp({ 'package.json': { main: 'index.js' }, 'index.js': hello('one'), ...files });

describe('entry files', () => {
  test.each([
    ['one file', 'index.js', ['one']],
    ['a glob', 'lib/*.js', ['two', 'three']],
    ['braces', '{index.js,lib/three.js}', ['one', 'three']],
    ['folders at any depth', '**/t*.js', ['two', 'three', 'twenty']],
    ['a folder', './lib', ['two', 'three', 'twenty']],
  ])('main is %s', async (_kind, main, expected) => {
    const folder = app({
      'package.json': { main },
      'lib/two.js': hello('two'),
      'lib/three.js': hello('three'),
      'lib/deep/twenty.js': hello('twenty'),
    });
    const host = await startHostProcess(folder);
    const list = (await (await host.get('/admin/functions')).json()) as { name: string }[];
    expect(list.map(({ name }) => name).sort()).toEqual([...expected].sort());
    expect(await host.stop()).toBe(0);
  });

  test('CommonJS beside ES modules, by file extension', async () => {
    const folder = writeApp({
      'package.json': { type: 'module', main: 'src/*' },
      'src/a.cjs': hello('fromCjs'),
      'src/b.mjs': `import { app } from '@azure/functions'; app.get('fromMjs', () => ({ body: 'm' }));`,
      'src/c.js': `import { app } from '@azure/functions'; app.get('fromJs', () => ({ body: 'j' }));`,
    });
    const host = await startHostProcess(folder);
    const answers = await Promise.all(
      ['fromCjs', 'fromMjs', 'fromJs'].map((name) => host.get(`/api/${name}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test.each([
    [
      'matches nothing',
      { 'package.json': { main: 'dist/{a,b}.js' } },
      ['dist/a.js', 'dist/b.js', 'zero files'],
    ],
    ['is missing', { 'package.json': {} }, ['no "main"']],
    ['throws', { 'index.js': "throw new Error('at load');" }, ['index.js', 'at load']],
    [
      'registers a name twice',
      { 'index.js': `${hello('a')}\napp.get('a', () => ({}));` },
      ['"a" has already been registered'],
    ],
  ])('main %s: message and exit code 1', async (_kind, files, texts) => {
    const ended = await runToEnd(app(files as Record<string, object>));
    expect(ended.code).toBe(1);
    for (const text of texts) expect(ended.output).toContain(text);
  });
});

describe('settings', () => {
  test('values and connection strings reach the app; the environment wins; comments and a BOM are allowed', async () => {
    const folder = app({
      'local.settings.json':
        '\uFEFF{ /* c */ "IsEncrypted": false, "Values": { "SET": "from the file", "NUM": 5, }, "ConnectionStrings": { "db": "text" } }',
    });
    const host = await startHostProcess(folder);
    expect(await (await host.get('/api/one')).json()).toMatchObject({ set: 'from the file', other: 'text' });
    const overridden = await startHostProcess(folder, [], { SET: 'from outside' });
    expect(await (await overridden.get('/api/one')).json()).toMatchObject({ set: 'from outside' });
    expect(overridden.output()).toContain("Skipping 'SET' from local settings");
  });

  test('AzureFunctionsJobHost__ settings replace host.json, whatever the case', async () => {
    const env = { AzureFunctionsJobHost__Extensions__HTTP__RoutePrefix: 'other' };
    const host = await startHostProcess(app(), [], env);
    expect((await host.get('/other/one')).status).toBe(200);
    expect((await host.get('/api/one')).status).toBe(404);
  });

  test.each([
    ['host.json', '{', 'not valid JSON'],
    ['host.json', {}, 'field "version" is missing'],
    ['host.json', { version: '3.0' }, 'field "version" is "3.0"'],
    ['host.json', { version: '2.0', functionTimeout: 'soon' }, 'field "functionTimeout"'],
    [
      'host.json',
      { version: '2.0', extensions: { http: { routePrefix: 5 } } },
      'field "extensions.http.routePrefix"',
    ],
    [
      'host.json',
      { version: '2.0', extensions: { durableTask: { hubName: '1!' } } },
      'extensions.durableTask.hubName',
    ],
    ['local.settings.json', { IsEncrypted: true }, '"IsEncrypted"'],
    ['local.settings.json', { Values: { a: { b: 1 } } }, 'field "Values.a"'],
    ['local.settings.json', { Host: { LocalHttpPort: 'x' } }, 'field "Host.LocalHttpPort"'],
    [
      'local.settings.json',
      { Values: { FUNCTIONS_WORKER_RUNTIME: 'python' } },
      "FUNCTIONS_WORKER_RUNTIME is 'python'",
    ],
  ])('%s %j is refused by name', async (file, content, text) => {
    const ended = await runToEnd(app({ [file]: content }));
    expect(ended.code).toBe(1);
    expect(ended.output).toContain(text);
  });

  test('a folder without host.json is refused', async () => {
    const ended = await runToEnd(temporaryFolder());
    expect([ended.code, ended.output]).toEqual([1, expect.stringContaining('host.json: not found')]);
  });
});

describe('arguments', () => {
  test.each([
    [['--useHttps'], 'not supported'],
    [['--cert', 'x.pfx'], 'not supported'],
    [['--nonsense'], "unknown argument '--nonsense'"],
    [['--port'], 'needs a value'],
    [['--clock', 'wound-up'], '--clock'],
  ])('%j is a usage error', async (args, text) => {
    const ended = await runToEnd(app(), args);
    expect([ended.code, ended.output]).toEqual([2, expect.stringContaining(text)]);
  });

  test('what has no effect here is accepted and said', async () => {
    const host = await startHostProcess(app(), [
      '--no-build',
      '--timeout',
      '20',
      '--language-worker',
      '--',
      '--inspect',
    ]);
    expect((await host.get('/api/one')).status).toBe(200);
    expect(host.output()).toContain('--language-worker has no effect');
  });

  test('--functions limits what is loaded', async () => {
    const folder = app({ 'index.js': `${hello('one')}\napp.get('two', () => ({}));` });
    const host = await startHostProcess(folder, ['--functions', 'TWO']);
    expect([(await host.get('/api/two')).status, (await host.get('/api/one')).status]).toEqual([200, 404]);
  });

  test('a second host on one state folder is refused until the first has ended or was killed', async () => {
    const folder = app();
    const state = ['--state', temporaryFolder()];
    const first = await startHostProcess(folder, state);
    const second = await runToEnd(folder, state);
    expect([second.code, second.output]).toEqual([
      1,
      expect.stringContaining(`in use by another host (process ${first.child.pid})`),
    ]);
    expect((await first.get('/api/one')).status).toBe(200);
    first.child.kill('SIGKILL');
    const third = await startHostProcess(folder, state);
    expect(await third.stop()).toBe(0);
    const fourth = await startHostProcess(folder, state);
    expect(await fourth.stop()).toBe(0);
  });

  test.each([
    ['of a process that is no more', '{"pid":2147483646}'],
    ['of another process that had this number', '{"pid":1,"began":"another boot 5"}'],
    ['that is not readable', ''],
  ])('a lock %s does not stop a start', async (_whose, lock) => {
    const state = temporaryFolder();
    writeFileSync(path.join(state, 'host.lock'), lock);
    const host = await startHostProcess(app(), ['--state', state]);
    expect(await host.stop()).toBe(0);
  });

  test('a port in use is named, with exit code 1', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const ended = await runToEnd(app(), ['--port', String(port)]);
    server.close();
    expect([ended.code, ended.output]).toEqual([1, expect.stringContaining(`Port ${port} is unavailable`)]);
  });
});

describe('keys (--enableAuth)', () => {
  test('each level takes its keys, by query or header', async () => {
    const state = temporaryFolder();
    const host = await startHostProcess(fixtureApp('plain-cjs'), ['--enableAuth', '--state', state]);
    const keys = JSON.parse(readFileSync(path.join(state, 'keys.json'), 'utf8')) as {
      masterKey: string;
      functionKeys: { default: string };
      systemKeys: { eventgrid_extension: string };
      functions: Record<string, { default: string }>;
    };
    const own = keys.functions.functionLevel?.default ?? '';
    const status = async (route: string, key?: string) =>
      (await host.get(route, key === undefined ? {} : { headers: { 'x-functions-key': key } })).status;
    expect(await status('/api/anonymousLevel')).toBe(200);
    expect(await status('/api/functionLevel')).toBe(401);
    expect(await status('/api/functionLevel', 'wrong')).toBe(401);
    expect(await status(`/api/functionLevel?code=${own}`)).toBe(200);
    expect(await status('/api/functionLevel', keys.functionKeys.default)).toBe(200);
    expect(await status('/api/functionLevel', keys.functions.text?.default)).toBe(401);
    expect(await status('/api/functionLevel', keys.systemKeys.eventgrid_extension)).toBe(401);
    expect(await status('/api/adminLevel', keys.functionKeys.default)).toBe(403);
    expect(await status('/api/adminLevel', keys.masterKey)).toBe(200);
    expect(await status('/admin/host/status')).toBe(401);
    expect(await status('/admin/host/ping')).toBe(200);
    expect(await status('/admin/host/systemkeys/eventgrid_extension', keys.masterKey)).toBe(200);
    const webhook = '/runtime/webhooks/EventGrid?functionName=none';
    expect(await status(webhook)).toBe(401);
    expect(await status(`${webhook}&code=${keys.systemKeys.eventgrid_extension}`)).toBe(404);
  });

  test('without it, as under func start, none is asked for', async () => {
    const host = await startHostProcess(fixtureApp('plain-cjs'));
    expect((await host.get('/api/adminLevel')).status).toBe(200);
  });
});

test('a running invocation ends before the host does', async () => {
  const host = await startHostProcess(fixtureApp('plain-cjs'));
  const answer = host.get('/api/slow?ms=400');
  await host.get('/api/text');
  const began = performance.now();
  const code = host.stop();
  expect((await answer).status).toBe(200);
  expect(await code).toBe(0);
  expect(performance.now() - began).toBeLessThan(2500); // not held up by the client's open connection
});

test('a host whose output nobody reads any more goes on, and is idle when there is nothing to do', async () => {
  const busy = `const { app } = require('@azure/functions');
    app.get('throws', () => { throw new Error('to be logged'); });
    app.get('busy', async () => {
      const before = performance.eventLoopUtilization();
      await new Promise((answer) => setTimeout(answer, 500));
      return { jsonBody: performance.eventLoopUtilization(before).utilization };
    });`;
  const host = await startHostProcess(app({ 'index.js': busy }));
  host.child.stdout?.destroy();
  host.child.stderr?.destroy();
  expect((await host.get('/api/throws')).status).toBe(500);
  expect(await (await host.get('/api/busy')).json()).toBeLessThan(0.5);
  expect(await host.stop()).toBe(0);
});
