// Replays recorded histories, as a host does that takes up work begun by an earlier version of the app: the same history
// must lead to the same actions. A workflow that may not replay them needs a new name, not new recordings.
// UPDATE_GOLDEN=1 records the scenarios below anew. Those named `hosted-` were noted by the built app on the embedded
// host (test/e2e/recorded-turns.test.ts); recordings of other hosts may stand beside them.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { storeError } from '../../src/ports/object-store.ts';
import { markerReplicatedEvent } from '../../src/workflows/catalogue.ts';
import { workflows } from '../../src/workflows/workflows.ts';
import { disk, groupId } from '../contract/resources/world.ts';
import { check } from '../support/check-steps.ts';
import type { HistoryEvent } from '../support/durable-executor.ts';
import { executeTurn } from '../support/durable-executor.ts';
import { Engine } from '../support/engine-fixture.ts';
import { exportJobs } from '../support/export-steps.ts';
import type { Generation } from '../support/orchestration.ts';
import { threePoints } from '../support/prune-fixture.ts';
import type { Recording } from '../support/recorded-turns.ts';
import type { WorkflowRun } from '../support/replay.ts';
import { verify } from '../support/verify-steps.ts';
import { VolumeEngine } from '../support/volume-engine.ts';

const folder = new URL('./histories/', import.meta.url);
const ORCHESTRATOR_COMPLETED = 13;

const engineWithBlobs = async (): Promise<Engine> => {
  const engine = await Engine.start();
  for (const container of ['alpha', 'beta']) {
    engine.source.createContainer(container);
    for (let i = 0; i < 20; i += 1) engine.source.putText(container, `blob-${i}`, String(i));
  }
  return engine;
};

const volumeBackedUp = async () => {
  const engine = new VolumeEngine();
  return { engine, point: (await engine.backUp()).id };
};

const scenarios: Readonly<
  Record<string, () => Promise<{ workflow: Recording['workflow']; run: WorkflowRun }>>
> = {
  backup: async () => ({
    workflow: 'backUpStorageAccount',
    run: (await (await engineWithBlobs()).backUp()).run,
  }),
  'backup-with-faults-and-late-markers': async () => {
    const engine = await engineWithBlobs();
    let calls = 0;
    const late: string[] = [];
    engine.hook = ({ method, container, blob = '' }) => {
      if (method === 'copyFrom' && container === 'markers' && late.push(blob) > 0) {
        return { answer: { etag: 'later', requests: 1 } };
      }
      calls += 1;
      if (calls % 40 === 0) throw storeError('unavailable', 'No answer');
      return undefined;
    };
    let waits = 0;
    const onWaiting = (run: WorkflowRun): void => {
      waits += 1;
      if (waits % 2 === 0) run.raiseEvent(markerReplicatedEvent, {});
      if (waits < 6) return;
      for (const name of late.splice(0)) {
        const container = name.slice(name.lastIndexOf('/') + 1);
        const marker = engine.source.text(container, '_holdfast-recovery-point-20261122T020000Z');
        engine.data.putText('markers', name, marker ?? '');
      }
    };
    return { workflow: 'backUpStorageAccount', run: (await engine.backUp({}, { onWaiting })).run };
  },
  'backup-past-the-deadline': async () => {
    const engine = await engineWithBlobs();
    engine.hook = ({ method, container }) =>
      method === 'copyFrom' && container === 'markers'
        ? { answer: { etag: 'never', requests: 1 } }
        : undefined;
    const settings = { lanes: 2, sliceSeconds: 60, pollSeconds: 10, markerDeadlineSeconds: 400 };
    return { workflow: 'backUpStorageAccount', run: (await engine.backUp({ settings })).run };
  },
  'export-jobs': async () => {
    const engine = await engineWithBlobs();
    for (let n = 0; n < 3; n += 1) await engine.backUp();
    return { workflow: 'exportJobs', run: (await exportJobs(engine)).run };
  },
  restore: async () => {
    const engine = await engineWithBlobs();
    const { point } = await engine.backUp();
    return { workflow: 'restoreStorageAccount', run: (await engine.restore(point?.id ?? '')).run };
  },
  'restore-dry-run': async () => {
    const engine = await engineWithBlobs();
    const { point } = await engine.backUp();
    return {
      workflow: 'restoreStorageAccount',
      run: (await engine.restore(point?.id ?? '', { dryRun: true })).run,
    };
  },
  verify: async () => {
    const engine = await engineWithBlobs();
    const { point } = await engine.backUp();
    return { workflow: 'verifyRecoveryPoint', run: (await verify(engine, point?.id ?? '')).run };
  },
  check: async () => {
    const engine = await engineWithBlobs();
    await engine.backUp();
    return { workflow: 'checkVault', run: (await check(engine)).run };
  },
  prune: async () => {
    const { engine, ids } = await threePoints();
    const { run } = await engine.prune({ requested: [ids[0] ?? ''] });
    return { workflow: 'pruneRecoveryPoints', run };
  },
  'prune-in-short-slices-with-faults': async () => {
    const { engine, ids } = await threePoints();
    let calls = 0;
    engine.hook = () => {
      calls += 1;
      if (calls % 25 === 0) throw storeError('unavailable', 'No answer');
      return undefined;
    };
    const settings = { lanes: 2, sliceSeconds: 0, graceSeconds: 86_400 };
    const { run } = await engine.prune({ requested: [ids[0] ?? ''], settings });
    return { workflow: 'pruneRecoveryPoints', run };
  },
  'prune-dry-run': async () => {
    const { engine, ids } = await threePoints();
    const { run } = await engine.prune({ requested: [ids[0] ?? ''], dryRun: true });
    return { workflow: 'pruneRecoveryPoints', run };
  },
  'backup-that-waits-for-a-prune': async () => {
    const engine = await engineWithBlobs();
    const holder = { orchestrationId: 'prune:x', jobId: 'x', kind: 'prune', since: 'then' } as const;
    await engine.vault.locks.acquire('contoso', holder);
    let waits = 0;
    const onWaiting = async (): Promise<void> => {
      waits += 1;
      if (waits === 33) await engine.vault.locks.release('contoso', 'prune:x');
    };
    return { workflow: 'backUpStorageAccount', run: (await engine.backUp({}, { onWaiting })).run };
  },
  'volume-backup': async () => ({
    workflow: 'backUpElasticSanVolume',
    run: (await new VolumeEngine().backUp()).run,
  }),
  'volume-backup-that-waits-in-generations': async () => {
    const engine = new VolumeEngine();
    engine.cloud.change({ copyMs: 15 * 60_000 });
    engine.hook = ({ number }) => (number % 9 === 0 ? 'after' : undefined);
    return { workflow: 'backUpElasticSanVolume', run: (await engine.backUp()).run };
  },
  'volume-backup-that-fails-and-tidies-up': async () => {
    const engine = new VolumeEngine();
    engine.cloud.disturb({ action: 'createDiskSnapshot', what: 'copy-error' });
    engine.cloud.disturb({ action: 'deleteVolumeSnapshot', what: 'fail' });
    return { workflow: 'backUpElasticSanVolume', run: (await engine.backUp()).run };
  },
  'volume-backup-past-a-deadline': async () => {
    const engine = new VolumeEngine();
    engine.cloud.disturb({ action: 'createVolumeSnapshot', what: 'hang' });
    return {
      workflow: 'backUpElasticSanVolume',
      run: (await engine.backUp({ pollSeconds: 300, stepDeadlineSeconds: 1_200 })).run,
    };
  },
  'volume-restore': async () => {
    const { engine, point } = await volumeBackedUp();
    const target = { kind: 'volume', volumeId: `${groupId}/volumes/restored` } as const;
    return { workflow: 'restoreElasticSanVolume', run: (await engine.restore(point, target)).run };
  },
  'volume-restore-to-a-disk-that-fails': async () => {
    const { engine, point } = await volumeBackedUp();
    engine.cloud.disturb({ action: 'createDisk', what: 'fail' });
    const target = { kind: 'disk', diskId: disk('restored'), sku: 'Premium_LRS' } as const;
    return { workflow: 'restoreElasticSanVolume', run: (await engine.restore(point, target)).run };
  },
  'volume-prune-that-a-lock-and-a-hanging-deletion-keep': async () => {
    const engine = new VolumeEngine();
    await engine.protect('P1D');
    for (let day = 0; day < 3; day += 1) {
      await engine.backUp();
      engine.nextDay();
    }
    const [first] = engine.cloud.diskSnapshots.all();
    engine.cloud.lock({ name: 'keep', level: 'CanNotDelete', scope: first?.id ?? '' });
    engine.cloud.disturb({ action: 'deleteDiskSnapshot', what: 'hang' });
    const settings = { pollSeconds: 300, stepDeadlineSeconds: 1_200 };
    return { workflow: 'pruneVolumePoints', run: (await engine.prune({ settings })).run };
  },
};

const record = async (name: string): Promise<void> => {
  const { workflow, run } = (await scenarios[name]?.()) ?? {};
  if (workflow === undefined || run === undefined) throw new Error(`No scenario ${name}`);
  const recording: Recording = { workflow, instanceId: run.instanceId, generations: run.generations };
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(recording, null, 1)}\n`);
};

if (process.env.UPDATE_GOLDEN === '1') await Promise.all(Object.keys(scenarios).map(record));

const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

test('every scenario is recorded', () => {
  expect(files).toEqual(expect.arrayContaining(Object.keys(scenarios).map((name) => `${name}.json`)));
});

/** What the host goes by: kind, name and input of each action, in order. Timers are cancelled later than made. */
const outline = (actions: Generation['result']['actions']): readonly string[] =>
  JSON.parse(JSON.stringify(actions.flat()), (key, value) => (key === 'isCanceled' ? undefined : value)).map(
    (action: unknown) => JSON.stringify(action),
  );

/** The history as it was at the end of each turn. */
const turns = (history: readonly HistoryEvent[]): readonly (readonly HistoryEvent[])[] =>
  history.flatMap((event, index) =>
    event.EventType === ORCHESTRATOR_COMPLETED ? [history.slice(0, index)] : [],
  );

describe.each(files)('%s', (file) => {
  const recording = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recording;
  const workflow = workflows[recording.workflow];

  test('leads to the same actions and the same result', async () => {
    expect(recording.generations.length).toBeGreaterThan(0);
    for (const { input, history, result } of recording.generations) {
      expect(await executeTurn(workflow, recording.instanceId, history, input)).toEqual(result);
    }
  });

  test('led there step by step: no turn did other than the whole', async () => {
    for (const { input, history, result } of recording.generations) {
      const whole = outline(result.actions);
      const done = turns(history);
      expect(done.length).toBeGreaterThan(2);
      for (const past of done) {
        const { actions } = await executeTurn(workflow, recording.instanceId, past, input);
        const begun = outline(actions);
        expect(begun).toEqual(whole.slice(0, begun.length));
      }
    }
  });
});
