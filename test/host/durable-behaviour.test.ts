// How orchestrations behave where the recordings in this folder do not show it but what we know of the real extension
// tells (findings on scenarios 7, 25, 42, 45, 58, 62, 63, 69, 74 and 77), and what is this host's own.

import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DrivenClock } from '../../local/host/driven-clock.ts';
import type { DurableOptions } from '../../local/host/durable/options.ts';
import type { FunctionInvoker } from '../../local/host/worker/invocation.ts';
import type { EngineFixture } from './durable-support/engine-fixture.ts';
import { loadFunctions, openEngine, START_MS } from './durable-support/engine-fixture.ts';

declare global {
  /** Lets an activity that waits at a gate go on. */
  var behaviourGates: Map<string, () => void>;
}

let invoker: FunctionInvoker;
let clock: DrivenClock;
let host: EngineFixture;

beforeAll(async () => {
  invoker = await loadFunctions(path.join(import.meta.dirname, 'apps/durable-behaviour'));
});

beforeEach(async () => {
  await openHost();
});

afterEach(() => host.close());

async function openHost(options: Partial<DurableOptions> = {}): Promise<void> {
  clock = new DrivenClock(START_MS);
  host = await openEngine({ invoker, clock, options });
}

async function start(name: string, id: string, input: unknown = null): Promise<void> {
  expect((await host.ask('POST', `orchestrators/${name}/${id}`, input)).status).toBe(202);
  await settled();
}

/** Nothing runs but activities that wait at a gate. */
async function settled(): Promise<void> {
  const { engine } = host;
  do await new Promise((resolve) => setImmediate(resolve));
  while (engine.running.turns > 0 || engine.running.activities > behaviourGates.size);
}

async function open(gate: string): Promise<void> {
  const release = behaviourGates.get(gate);
  behaviourGates.delete(gate);
  release?.();
  await settled();
}

async function outcome(id: string): Promise<[string | undefined, unknown]> {
  const status = await host.status(id);
  return [status?.runtimeStatus, status?.output];
}

async function eventTypes(id: string): Promise<unknown[]> {
  return ((await host.status(id))?.historyEvents ?? []).map(({ EventType }) => EventType);
}

const callsOf = (name: string) => host.invocations.filter(({ functionName }) => functionName === name);

describe('names and values', () => {
  it('finds functions whatever the case, and shows the name as it was asked for', async () => {
    await start('echocase', 'case', { a: 1 });
    expect(await outcome('case')).toEqual(['Completed', { a: 1 }]);
    expect((await host.status('case'))?.name).toBe('echocase');
  });

  it('stores nothing, bytes and dates of activities as the extension does', async () => {
    await start('AnswerTypes', 'types');
    expect(await outcome('types')).toEqual([
      'Completed',
      {
        undefined: null,
        null: null,
        buffer: Buffer.from('bytes').toString('base64'),
        date: '1970-01-01T00:00:00.000Z',
        text: 'text',
        list: [1, 'two', null],
      },
    ]);
  });

  it('carries large inputs and outputs whole', async () => {
    const input = { text: 'x'.repeat(300_000) };
    await start('EchoCase', 'large', input);
    const status = await host.status('large');
    expect(status?.input).toEqual(input);
    expect(status?.output).toEqual(input);
  });
});

describe('generations', () => {
  it('begin when the last open activity of the one before has ended', async () => {
    await start('NextGenerationWithOpenActivity', 'open', { generation: 1 });
    expect((await host.status('open'))?.input).toEqual({ generation: 1 });
    const before = callsOf('NextGenerationWithOpenActivity').length;
    await open('open');
    expect(await outcome('open')).toEqual(['Completed', 'second']);
    // Once more for the old generation, when its activity ends, and once for the new one.
    expect(callsOf('NextGenerationWithOpenActivity').length).toBe(before + 2);
  });

  it('take over events that come in the same turn after the decision', async () => {
    await start('NextGenerationThenEvent', 'carry', { generation: 1 });
    // What comes while the instance is suspended is handed out in one go at the end of the suspension.
    await host.ask('POST', 'instances/carry/suspend');
    await settled();
    await open('carry');
    await host.ask('POST', 'instances/carry/raiseEvent/Late', 'carried');
    await settled();
    await host.ask('POST', 'instances/carry/resume');
    await settled();
    expect(await outcome('carry')).toEqual(['Completed', 'carried']);
  });
});

describe('events', () => {
  it('go to the newest of two waits first', async () => {
    await start('TwoWaits', 'two');
    await host.ask('POST', 'instances/two/raiseEvent/E', 'a');
    await host.ask('POST', 'instances/two/raiseEvent/E', 'b');
    await settled();
    expect(await outcome('two')).toEqual(['Completed', { first: 'b', second: 'a' }]);
  });
});

describe('suspension and termination', () => {
  it('holds back new work while suspended, and runs it at the end', async () => {
    await start('WaitsForGate', 'held');
    await host.ask('POST', 'instances/held/suspend?reason=wait');
    await settled();
    await open('held');
    expect(await outcome('held')).toEqual(['Suspended', 'wait']);
    expect(callsOf('Echo')).toHaveLength(0);
    await host.ask('POST', 'instances/held/resume?reason=go');
    await settled();
    expect(await outcome('held')).toEqual(['Completed', { next: 'held' }]);
  });

  it('drops the results of activities that run on after a termination', async () => {
    await start('WaitsForGate', 'ended');
    await host.ask('POST', 'instances/ended/terminate?reason=enough');
    await settled();
    expect(await outcome('ended')).toEqual(['Terminated', 'enough']);
    await open('ended');
    expect(await eventTypes('ended')).toEqual([
      'ExecutionStarted',
      'TaskScheduled',
      'ExecutionTerminated',
      'ExecutionCompleted',
    ]);
  });

  it('lets the parent of a terminated child fail as the library does without details', async () => {
    await start('ParentOfWaiting', 'parent');
    await host.ask('POST', `instances/${encodeURIComponent('parent:child')}/terminate?reason=gone`);
    await settled();
    const [status, output] = await outcome('parent');
    expect(status).toBe('Failed');
    expect(output).toContain('Non-Deterministic workflow detected');
  });
});

describe('failures', () => {
  it('of a retried child end in one more timer', async () => {
    await start('FailingChildWithRetries', 'retried');
    await clock.advanceTo(START_MS + 1000, settled);
    expect(await outcome('retried')).toEqual([
      'Completed',
      { caught: "Orchestrator function 'FailingChild' failed: child fails" },
    ]);
    const types = await eventTypes('retried');
    expect(types.filter((type) => type === 'SubOrchestrationInstanceFailed')).toHaveLength(2);
    expect(types.filter((type) => type === 'TimerFired')).toHaveLength(2);
  });

  it('are undone by a rewind, in the child that failed too', async () => {
    await start('Parent', 'rewound');
    expect((await outcome('rewound'))[0]).toBe('Failed');
    expect((await host.ask('POST', 'instances/rewound/rewind?reason=again')).status).toBe(202);
    await settled();
    expect(await outcome('rewound')).toEqual(['Completed', { after: 2 }]);
    expect((await outcome('rewound:child'))[0]).toBe('Completed');
    expect((await host.ask('POST', 'instances/rewound/rewind')).status).toBe(412);
  });

  it('can be tried again by a restart, as a new instance or under the same id', async () => {
    await start('Waits', 'again', { a: 1 });
    const live = await host.ask('POST', 'instances/again/restart?restartWithNewInstanceId=false');
    expect(live.status).toBe(409);
    const fresh = await host.ask('POST', 'instances/again/restart');
    const { id } = JSON.parse(fresh.body) as { id: string };
    await settled();
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect((await host.status(id))?.input).toEqual({ a: 1 });
    await host.ask('POST', 'instances/again/raiseEvent/Go', 1);
    await settled();
    const same = await host.ask('POST', 'instances/again/restart?restartWithNewInstanceId=false');
    expect(JSON.parse(same.body)).toMatchObject({ id: 'again' });
    await settled();
    expect((await host.status('again'))?.runtimeStatus).toBe('Running');
  });
});

describe('limits', () => {
  it('runs no more activities at once than host.json allows', async () => {
    await host.close();
    await openHost({ maxConcurrentActivityFunctions: 2 });
    expect((await host.ask('POST', 'orchestrators/ManyGates/many', ['1', '2', '3'])).status).toBe(202);
    const atGates = async (count: number) => {
      while (behaviourGates.size < count) await new Promise((resolve) => setImmediate(resolve));
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return [...behaviourGates.keys()];
    };
    expect(await atGates(2)).toEqual(['1', '2']);
    behaviourGates.get('1')?.();
    behaviourGates.delete('1');
    expect(await atGates(2)).toEqual(['2', '3']);
    await open('2');
    await open('3');
    expect((await outcome('many'))[0]).toBe('Completed');
  });

  it('refuses entities with a text that says so', async () => {
    await start('SignalsEntity', 'entity');
    const [status, output] = await outcome('entity');
    expect(status).toBe('Failed');
    expect(output).toContain("does not run the action 'SignalEntity'");
    expect((await host.ask('GET', 'entities/Counter/one')).status).toBe(501);
  });
});

describe('versions', () => {
  it('stay Pending without a default version, and tell why', async () => {
    await start('ShowsVersion', 'none');
    expect(await outcome('none')).toEqual(['Completed', { own: null, child: null }]);
    await host.ask('POST', 'orchestrators/ShowsVersion/asked?version=2.5', null);
    await settled();
    expect((await outcome('asked'))[0]).toBe('Pending');
    expect(host.warnings.map(({ code }) => code)).toEqual(['version-without-default']);
  });

  it('are stamped from defaultVersion, on children too, and run up to it', async () => {
    await host.close();
    await openHost({ defaultVersion: '1.10' });
    await start('ShowsVersion', 'stamped');
    expect(await outcome('stamped')).toEqual(['Completed', { own: '1.10', child: '1.10' }]);
    await host.ask('POST', 'orchestrators/ShowsVersion/older?version=1.9', null);
    await host.ask('POST', 'orchestrators/ShowsVersion/newer?version=1.11', null);
    await settled();
    expect((await outcome('older'))[0]).toBe('Completed');
    expect((await outcome('newer'))[0]).toBe('Pending');
  });

  it('end an instance that the host may not run, where host.json says so', async () => {
    await host.close();
    await openHost({ defaultVersion: '2.0', versionFailureStrategy: 'Fail' });
    await host.ask('POST', 'orchestrators/ShowsOwnVersion/newer?version=2.1', null);
    await settled();
    const text = 'VersionMismatch: Orchestration version did not comply with Worker Versioning';
    expect(await outcome('newer')).toEqual(['Failed', text]);
    expect(callsOf('ShowsOwnVersion')).toEqual([]);
  });
});
