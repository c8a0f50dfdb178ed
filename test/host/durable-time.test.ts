// Timers of orchestrations under a clock that is driven: early by up to a second, in pieces of three days, across a restart.

import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DrivenClock } from '../../local/host/driven-clock.ts';
import type { FunctionInvoker } from '../../local/host/worker/invocation.ts';
import type { EngineFixture } from './durable-support/engine-fixture.ts';
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

async function start(name: string, id: string, input: unknown): Promise<void> {
  expect((await host.ask('POST', `orchestrators/${name}/${id}`, input)).status).toBe(202);
  await host.engine.idle();
}

async function outcome(id: string): Promise<[string | undefined, unknown]> {
  const status = await host.status(id);
  return [status?.runtimeStatus, status?.output];
}

test('fires timers early by up to a second, at once below one', async () => {
  await start('Timer', 'timer', 1);
  await clock.advanceTo(START_MS + 59_000, () => host.engine.idle());
  expect((await outcome('timer'))[0]).toBe('Running');
  await clock.advanceTo(START_MS + 61_000, () => host.engine.idle());
  expect(await outcome('timer')).toEqual(['Completed', 'fired']);
});

test('cuts a timer of eight days into pieces of three, and goes on until the time is reached', async () => {
  await start('Timer', 'long', 8 * 24 * 60);
  await clock.advanceTo(START_MS + 9 * 86_400_000, () => host.engine.idle());
  expect(await outcome('long')).toEqual(['Completed', 'fired']);
  const events = (await host.status('long'))?.historyEvents ?? [];
  const created = events.filter(({ EventType }) => EventType === 'TimerCreated');
  const days = created.map(({ FireAt }) => (Date.parse(String(FireAt)) - START_MS) / 86_400_000);
  expect(days.slice(0, 3).map(Math.round)).toEqual([3, 6, 8]);
  // The last piece fires early, and so do the short ones that follow it.
  const end = events.find(({ EventType }) => EventType === 'ExecutionCompleted');
  expect(Date.parse(String(end?.Timestamp))).toBeGreaterThanOrEqual(START_MS + 8 * 86_400_000);
});

test('runs ten years of days in seconds', { timeout: 240_000 }, async () => {
  await start('Daily', 'years', { days: 3650 });
  // Seconds of work, not of waiting for a processor that others use too.
  const before = process.cpuUsage();
  await clock.advanceTo(START_MS + 3660 * 86_400_000, () => host.engine.idle());
  expect((await outcome('years'))[0]).toBe('Completed');
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(30);
});

test('finds its timers again after a restart, the overdue ones too', async () => {
  await start('Timer', 'kept', 10);
  await host.engine.stop();
  const later = new DrivenClock(START_MS + 3_600_000);
  const reopened = await openEngine({ invoker, clock: later, folder: host.folder });
  await later.advanceTo(later.now(), () => reopened.engine.idle());
  expect((await reopened.status('kept'))?.output).toBe('fired');
  await reopened.close();
});
