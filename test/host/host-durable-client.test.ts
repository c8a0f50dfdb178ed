// Durable Functions through the front door: the client binding in an HTTP function, its URLs, and restarts.

import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import type { HostProcess } from './host-support/host-process.ts';
import { cleanUp, fixtureApp, startHostProcess, temporaryFolder } from './host-support/host-process.ts';

const state = path.join(temporaryFolder(), 'state');
const start = (...args: string[]) =>
  startHostProcess(fixtureApp('durable-client'), ['--state', state, ...args], { HUB: 'FixtureHub' });
let host: HostProcess;
beforeAll(async () => {
  host = await start('--enableAuth');
});
afterAll(cleanUp);

const post = (route: string, body?: unknown) =>
  host.get(route, { method: 'POST', ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

interface Started {
  readonly id: string;
  readonly statusQueryGetUri: string;
  readonly sendEventPostUri: string;
}

const finished = (uri: string) =>
  eventually('the orchestration to end', async () => {
    const answer = await fetch(uri);
    const status = (await answer.json()) as { runtimeStatus: string; output: unknown };
    return answer.status === 200 ? status : undefined;
  });

describe('client', () => {
  test('the check-status answer leads to the result, with the key that the webhook asks for', async () => {
    const answer = await post('/api/start/chain', { value: 2 });
    expect(answer.status).toBe(202);
    const started = (await answer.json()) as Started;
    expect(answer.headers.get('location')).toBe(started.statusQueryGetUri);
    const uri = new URL(started.statusQueryGetUri);
    expect([uri.searchParams.get('taskHub'), uri.searchParams.has('code')]).toEqual(['FixtureHub', true]);
    expect(await finished(started.statusQueryGetUri)).toMatchObject({
      runtimeStatus: 'Completed',
      output: 16,
    });
    uri.searchParams.delete('code');
    expect((await fetch(uri)).status).toBe(401);
  });

  test('waiting for the end answers with the result, or with the check-status answer when it takes too long', async () => {
    const done = await host.get('/api/startAndWait/chain');
    expect([done.status, await done.json()]).toEqual([200, 40]);
    expect((await host.get('/api/startAndWait/waiter?timeout=200')).status).toBe(202);
  });

  test('events reach a waiting instance through client and URL', async () => {
    await post('/api/start/waiter/w1');
    await post('/api/raise/w1', { from: 'client' });
    const status = await eventually('w1 to end', async () => {
      const seen = (await (await host.get('/api/status/w1')).json()) as {
        runtimeStatus: string;
        output: unknown;
      };
      return seen.runtimeStatus === 'Completed' ? seen : undefined;
    });
    expect(status.output).toEqual({ from: 'client' });
  });

  test('an instance survives SIGKILL', async () => {
    const started = (await (await post('/api/start/waiter/w2')).json()) as Started;
    expect(started.id).toBe('w2');
    host.child.kill('SIGKILL');
    host = await start();
    await post('/api/raise/w2', 'after the restart');
    await eventually('w2 to end', async () => {
      const seen = (await (await host.get('/api/status/w2')).json()) as {
        runtimeStatus: string;
        output: unknown;
      };
      return seen.output === 'after the restart' ? seen : undefined;
    });
  });
});

test('a driven clock carries an orchestration through a year', async () => {
  const driven = await startHostProcess(fixtureApp('durable-client'), ['--clock', 'driven'], {
    HUB: 'Year',
  });
  const started = (await (
    await driven.get('/api/start/sleeper', { method: 'POST', body: JSON.stringify({ hours: 24 * 365 }) })
  ).json()) as Started;
  const advance = { method: 'POST', body: JSON.stringify({ advanceBy: 24 * 3_600_000 * 365 + 60_000 }) };
  expect((await driven.get('/admin/host/clock', advance)).status).toBe(200);
  const status = (await (await fetch(started.statusQueryGetUri)).json()) as {
    runtimeStatus: string;
    createdTime: string;
  };
  expect(status.runtimeStatus).toBe('Completed');
});
