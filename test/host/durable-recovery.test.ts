// Whatever is left of a journal, recovery finds a state that the engine had been in; what was synced and is damaged
// is refused, not dropped.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DrivenClock } from '../../local/host/driven-clock.ts';
import { EventType } from '../../local/host/durable/history/events.ts';
import { isFinal } from '../../local/host/durable/runtime-status.ts';
import type { Instance } from '../../local/host/durable/store/instance.ts';
import { DamagedJournal, formatLine, readLines } from '../../local/host/durable/store/journal-line.ts';
import type { JournalRecord } from '../../local/host/durable/store/records.ts';
import { recover } from '../../local/host/durable/store/recovery.ts';
import { State } from '../../local/host/durable/store/state.ts';
import { Store } from '../../local/host/durable/store/store.ts';
import { journalPath } from '../../local/host/durable/store/store-files.ts';
import type { FunctionInvoker } from '../../local/host/worker/invocation.ts';
import type { EngineFixture } from './durable-support/engine-fixture.ts';
import { loadFunctions, openEngine, START_MS } from './durable-support/engine-fixture.ts';

let invoker: FunctionInvoker;
let journal: Buffer;
let records: readonly JournalRecord[];
const folders: string[] = [];

beforeAll(async () => {
  invoker = await loadFunctions(path.join(import.meta.dirname, 'apps/durable-crash'));
  const folder = newFolder();
  await runAll(folder);
  journal = readFileSync(journalPath(folder, 1));
  records = readLines(journal, 'journal').lines.map(({ json }) => JSON.parse(json) as JournalRecord);
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('recovery', () => {
  it('has a journal of some length to work on', () => {
    expect(records.length).toBeGreaterThan(15);
  });

  it('of any prefix gives the state after its whole lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(journal.length), async (bytes) => {
        const { state } = await recoverFrom(journal.subarray(0, bytes));
        const lines = readLines(journal.subarray(0, bytes), 'journal').lines.length;
        expect(shown(state)).toEqual(shown(stateAfter(lines)));
        for (const instance of state.instances.values()) expectConsistent(instance);
      }),
      { numRuns: 150 },
    );
  });

  it('drops a tail of anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(records.length), fc.uint8Array({ maxLength: 300 }), async (lines, tail) => {
        const whole = journal.subarray(0, bytesOf(lines));
        const { state } = await recoverFrom(Buffer.concat([whole, tail]));
        expect(shown(state)).toEqual(shown(stateAfter(lines)));
      }),
      { numRuns: 100 },
    );
  });

  it('goes on from any prefix to the right end', { timeout: 120_000 }, async () => {
    const step = Math.max(1, Math.floor(journal.length / 20));
    for (let bytes = 0; bytes <= journal.length; bytes += step) {
      const folder = newFolder();
      writeFileSync(journalPath(folder, 1), journal.subarray(0, bytes));
      await runAll(folder);
    }
  });

  it('refuses a journal that is damaged before its last two batches', () => {
    const lines = [1, 2, 3, 4].map((batch) => formatLine({ batch, json: `{"batch":${batch}}` }));
    const damaged = Buffer.from(lines.join('').replace('{"batch":2}', '{"batch":9}'));
    expect(() => readLines(damaged, 'a.journal')).toThrow(DamagedJournal);
    expect(() => readLines(damaged, 'a.journal')).toThrow(/a\.journal is damaged at byte 23/);
  });

  it('takes a batch that was torn out of order for one that never was', () => {
    const [first = '', second = '', third = ''] = [1, 2, 2].map((batch, index) =>
      formatLine({ batch, json: `{"line":${index}}` }),
    );
    const torn = Buffer.from(first + second.replace('1', 'x') + third);
    expect(readLines(torn, 'journal').lines.map(({ json }) => json)).toEqual(['{"line":0}']);
  });

  it('finds the same state through snapshots as through the whole journal', async () => {
    const folder = newFolder();
    const store = await Store.open({
      folder,
      compactAfterBytes: 3000,
      onDelivered: () => undefined,
      onFailure(error) {
        throw error;
      },
    });
    for (const record of records) await store.commit(record);
    await store.close();
    const names = readdirSync(folder);
    expect(names.filter((name) => name.endsWith('.snapshot'))).toHaveLength(1);
    expect(names.filter((name) => name.endsWith('.journal')).length).toBeLessThanOrEqual(2);
    const { state } = await recover(folder);
    expect(shown(state)).toEqual(shown(stateAfter(records.length)));
  });
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-recovery-'));
  folders.push(folder);
  return folder;
}

async function recoverFrom(content: Uint8Array) {
  const folder = newFolder();
  writeFileSync(journalPath(folder, 1), content);
  return recover(folder);
}

function stateAfter(lines: number): State {
  const state = new State();
  for (const record of records.slice(0, lines)) state.apply(record);
  return state;
}

function bytesOf(lines: number): number {
  let end = 0;
  for (let line = 0; line < lines; line += 1) end = journal.indexOf(0x0a, end) + 1;
  return end;
}

/** Drives the app's orchestrations to their ends, whatever of it has happened before. */
async function runAll(folder: string): Promise<void> {
  const clock = new DrivenClock(START_MS);
  const fixture = await openEngine({ invoker, folder, clock });
  await fixture.ask('POST', 'orchestrators/Everything/everything', null);
  await fixture.ask('POST', 'orchestrators/Waits/waits', null);
  await settle(fixture, clock);
  await fixture.ask('POST', 'instances/waits/raiseEvent/Go', 'early');
  await fixture.ask('POST', 'instances/everything/raiseEvent/Go', { go: 1 });
  await settle(fixture, clock);
  expect((await fixture.status('waits'))?.output).toBe('early');
  expect(await fixture.status('everything')).toMatchObject({
    runtimeStatus: 'Completed',
    output: { one: 2, all: [2, 4, 6], child: { sum: 12 }, tried: 'a', event: { go: 1 } },
  });
  await fixture.close();
}

async function settle({ engine }: EngineFixture, clock: DrivenClock): Promise<void> {
  await clock.advanceTo(clock.now() + 60_000, () => engine.idle());
}

/** What matters of a state, without ids and times that differ from run to run. */
function shown(state: State): unknown {
  const rows = [...state.instances.values()].map((instance) => ({
    id: instance.id,
    name: instance.generation.name,
    status: instance.status,
    output: instance.output,
    customStatus: instance.customStatus,
    history: instance.history.events.map((event) => [event.EventType, event.EventId, event.IsPlayed]),
    inbox: instance.inbox.map((event) => event.EventType),
    activities: [...instance.activities.keys()],
    timers: [...instance.timers.keys()],
  }));
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Work that is out is work that the history scheduled and that has not ended. */
function expectConsistent(instance: Instance): void {
  const open = new Set<number>();
  for (const event of instance.history.events) {
    if (event.EventType === EventType.TaskScheduled) open.add(event.EventId);
    else if (event.EventType === EventType.TaskCompleted || event.EventType === EventType.TaskFailed) {
      expect(open.delete(event.TaskScheduledId)).toBe(true);
    }
  }
  expect([...instance.activities.keys()]).toEqual(isFinal(instance.status) ? [] : [...open]);
  const first = instance.history.events[0];
  if (first) expect(first.EventType).toBe(EventType.OrchestratorStarted);
  else expect(instance.inbox[0]?.EventType).toBe(EventType.ExecutionStarted);
  if (isFinal(instance.status)) expect(instance.inbox).toEqual([]);
}
