// The host does what the real one does with an app's mistakes, and says so; in strict mode it fails the instance.

import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DrivenClock } from '../../local/host/driven-clock.ts';
import type { FunctionInvoker } from '../../local/host/worker/invocation.ts';
import type { EngineFixture, InstanceStatus } from './durable-support/engine-fixture.ts';
import { loadFunctions, openEngine, START_MS } from './durable-support/engine-fixture.ts';

interface Misuse {
  readonly code: string;
  readonly orchestrator: string;
  readonly input?: unknown;
  readonly minutes?: number;
  /** How the instance stands afterwards when the host only warns. */
  readonly status: string;
}

const misuses: readonly Misuse[] = [
  { code: 'reused-task', orchestrator: 'ReusedTimer', minutes: 90, status: 'Completed' },
  { code: 'replay-diverged', orchestrator: 'ReusedActivities', status: 'Completed' },
  { code: 'open-timer', orchestrator: 'LeavesTimer', status: 'Running' },
  { code: 'boolean-input', orchestrator: 'BooleanInput', status: 'Completed' },
  { code: 'unknown-function', orchestrator: 'UnknownActivity', status: 'Running' },
  { code: 'never-continues', orchestrator: 'ThrowsText', status: 'Running' },
  { code: 'text-continue-as-new', orchestrator: 'TextToNext', status: 'Completed' },
  { code: 'timestamp-in-input', orchestrator: 'Waits', input: { Timestamp: 'x' }, status: 'Running' },
  { code: 'large-message', orchestrator: 'EchoCase', input: 'x'.repeat(50_000), status: 'Completed' },
  { code: 'large-history', orchestrator: 'Loops', input: 260, status: 'Completed' },
];

let invoker: FunctionInvoker;
let host: EngineFixture;

beforeAll(async () => {
  invoker = await loadFunctions(path.join(import.meta.dirname, 'apps/durable-behaviour'));
});

afterEach(() => host.close());

async function run(misuse: Misuse, strict: boolean): Promise<InstanceStatus | undefined> {
  const clock = new DrivenClock(START_MS);
  host = await openEngine({ invoker, clock, strict });
  await host.ask('POST', `orchestrators/${misuse.orchestrator}/one`, misuse.input ?? null);
  await clock.advanceTo(START_MS + (misuse.minutes ?? 0) * 60_000, () => host.engine.idle());
  return host.status('one');
}

describe('a mistake', () => {
  for (const misuse of misuses) {
    it(`is warned of: ${misuse.code}`, async () => {
      const status = await run(misuse, false);
      expect(status?.runtimeStatus).toBe(misuse.status);
      const codes = host.warnings.map(({ code }) => code);
      expect(codes).toContain(misuse.code);
      // Once, however many turns see it.
      expect(codes.filter((code) => code === misuse.code)).toHaveLength(1);
    });

    it(`fails the instance in strict mode: ${misuse.code}`, async () => {
      const status = await run(misuse, true);
      expect(status?.runtimeStatus).toBe('Failed');
      expect(status?.output).toContain(`Strict mode: `);
      expect(status?.output).toContain(`[${misuse.code}]`);
    });
  }

  it('that loses an event at a new generation is warned of', async () => {
    const clock = new DrivenClock(START_MS);
    host = await openEngine({ invoker, clock });
    await host.ask('POST', 'orchestrators/LosesEvent/one', { generation: 1 });
    await host.engine.idle();
    await host.ask('POST', 'instances/one/raiseEvent/Early', 1);
    await clock.advanceTo(START_MS + 600_000, () => host.engine.idle());
    expect((await host.status('one'))?.output).toBe('second');
    expect(host.warnings).toEqual([
      expect.objectContaining({ code: 'lost-event', text: expect.stringContaining('early') as string }),
    ]);
  });

  it('that raises an event without data is warned of', async () => {
    const clock = new DrivenClock(START_MS);
    host = await openEngine({ invoker, clock });
    await host.ask('POST', 'orchestrators/Waits/one', null);
    await host.engine.idle();
    expect((await host.ask('POST', 'instances/one/raiseEvent/Go')).status).toBe(400);
    expect(host.warnings.map(({ code }) => code)).toEqual(['event-without-data']);
  });
});

describe('no mistake', () => {
  const sound = [
    { orchestrator: 'FailFast', why: 'Task.all that fails fast is rightly ahead of the host' },
    { orchestrator: 'FailingChildWithRetries', why: 'retries end in a timer that both sides count' },
    { orchestrator: 'TwoWaits', why: 'an event may be waited for twice' },
    { orchestrator: 'Daily', why: 'a generation that leaves nothing open', input: { days: 2 } },
  ];
  for (const { orchestrator, why, input } of sound) {
    it(`is left alone: ${why}`, async () => {
      const clock = new DrivenClock(START_MS);
      host = await openEngine({ invoker, clock, strict: true });
      await host.ask('POST', `orchestrators/${orchestrator}/one`, input ?? null);
      const settle = async () => {
        do await new Promise((resolve) => setImmediate(resolve));
        while (
          host.engine.running.turns > 0 ||
          host.engine.running.activities > globalThis.behaviourGates.size
        );
      };
      await clock.advanceTo(START_MS + 3 * 86_400_000, settle);
      for (const release of globalThis.behaviourGates.values()) release();
      globalThis.behaviourGates.clear();
      await settle();
      expect(host.warnings).toEqual([]);
      expect((await host.status('one'))?.runtimeStatus).not.toBe('Failed');
    });
  }
});
