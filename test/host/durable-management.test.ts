// The management API where the recordings do not go: parts of a status that are left out, waiting with a view or after
// a restart, suspending what has not begun, and query values that .NET reads otherwise than JavaScript.

import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrivenClock } from '../../local/host/driven-clock.ts';
import type { FunctionInvoker } from '../../local/host/worker/invocation.ts';
import type { Answer, EngineFixture } from './durable-support/engine-fixture.ts';
import { loadFunctions, openEngine, START_MS } from './durable-support/engine-fixture.ts';

let invoker: FunctionInvoker;
let clock: DrivenClock;
let host: EngineFixture;

beforeAll(async () => {
  invoker = await loadFunctions(path.join(import.meta.dirname, 'apps/durable-behaviour'));
});

beforeEach(async () => {
  clock = new DrivenClock(START_MS);
  host = await openEngine({ invoker, clock });
});

afterEach(() => host.close());

const start = async (name: string, id: string, input: unknown = null, query = ''): Promise<void> => {
  expect((await host.ask('POST', `orchestrators/${name}/${id}${query}`, input)).status).toBe(202);
  await host.engine.idle();
};
const body = async (method: string, target: string): Promise<Record<string, unknown>> =>
  JSON.parse((await host.ask(method, target)).body);
const ids = async (query: string): Promise<unknown[]> =>
  (JSON.parse((await host.ask('GET', `instances?${query}`)).body) as { instanceId: string }[]).map(
    ({ instanceId }) => instanceId,
  );
/** Time goes on until there is an answer. */
const inTime = async (answer: Promise<Answer>): Promise<Answer> => {
  let answered = false;
  void answer.finally(() => {
    answered = true;
  });
  while (!answered) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advanceTo(clock.now() + 100, () => host.engine.idle());
  }
  return answer;
};

describe('a status', () => {
  it('without input has none in its history either', async () => {
    await start('EchoCase', 'plain', { secret: 1 });
    await start('Parent', 'parent', { secret: 1 });
    for (const id of ['plain', 'parent']) {
      const { input, historyEvents } = await body('GET', `instances/${id}?showInput=false&showHistory=true`);
      const events = historyEvents as Record<string, unknown>[];
      expect(input).toBeNull();
      expect(events.length).toBeGreaterThan(2);
      expect(events.filter((event) => 'Input' in event)).toEqual([]);
    }
    const { historyEvents } = await body('GET', 'instances/plain?showHistory=true');
    expect(historyEvents).toMatchObject([{ Input: '{"secret":1}' }, { Input: null }, {}]);
  });

  it('of a rewound instance that waits for its sub-orchestration shows no history', async () => {
    await start('Parent', 'rewound');
    expect((await body('GET', 'instances/rewound')).runtimeStatus).toBe('Failed');
    // Asked at once, while the child's turn is only about to run.
    const seen = host
      .ask('POST', 'instances/rewound/rewind')
      .then(() => body('GET', 'instances/rewound?showHistory=true'));
    expect(await seen).toMatchObject({ runtimeStatus: 'Pending' });
    expect(await seen).not.toHaveProperty('historyEvents');
  });
});

describe('waiting for the end', () => {
  it('shows of a failed instance what the request asks to see', async () => {
    const waiting = 'timeout=10&pollingInterval=1e0&showHistory=true&showInput=false';
    const answer = host.ask('POST', `orchestrators/FailingChild/failing?${waiting}`, { a: 1 });
    const { status, body: text } = await inTime(answer);
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      { runtimeStatus: 'Failed', input: null, historyEvents: [{ EventType: 'ExecutionStarted' }, {}] },
    ]);
  });

  it('can follow a restart', async () => {
    await start('EchoCase', 'again', { n: 1 });
    const query = 'restartWithNewInstanceId=false&timeout=10&pollingInterval=1';
    const answer = host.ask('POST', `instances/again/restart?${query}`);
    expect(await inTime(answer)).toMatchObject({ status: 200, body: '{"n":1}' });
  });
});

it('suspends what is Pending, but not what is Suspended', async () => {
  // Without a defaultVersion in host.json it never begins.
  await start('Waits', 'versioned', null, '?version=2.0');
  expect((await body('GET', 'instances/versioned')).runtimeStatus).toBe('Pending');
  expect((await host.ask('POST', 'instances/versioned/resume')).status).toBe(500);
  expect((await host.ask('POST', 'instances/versioned/suspend')).status).toBe(202);
  await start('Waits', 'running');
  expect((await host.ask('POST', 'instances/running/suspend')).status).toBe(202);
  await host.engine.idle();
  expect((await host.ask('POST', 'instances/running/suspend')).status).toBe(500);
});

describe('query values', () => {
  it.each([
    ['createdTimeFrom=0', ['one', 'two']],
    ['createdTimeFrom=2099', ['one', 'two']],
    ['createdTimeFrom=in 2099', ['one', 'two']],
    ['createdTimeFrom=2099-01-01', []],
    ['createdTimeFrom=1/1/2099', []],
    ['createdTimeFrom=Thu, 01 Jan 2099 00:00:00 GMT', []],
    ['top=1.0', ['one', 'two']],
    ['top=1e0', ['one', 'two']],
    ['top=1', ['one']],
  ])('%s', async (query, expected) => {
    await start('EchoCase', 'one');
    await start('EchoCase', 'two');
    expect(await ids(query)).toEqual(expected);
  });
});
