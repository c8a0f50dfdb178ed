// Markers and their events: whatever happens to an event, only the vault's content decides, and events only shorten waiting.

import { beforeEach, describe, expect, test } from 'vitest';
import { markerReplicatedEvent } from '../../src/workflows/catalogue.ts';
import { contentsOf } from '../support/account-contents.ts';
import { Engine } from '../support/engine-fixture.ts';
import type { WorkflowRun } from '../support/replay.ts';

let engine: Engine;
/** Copies of markers that the service has accepted and not yet carried out. */
let held: { readonly container: string; readonly blob: string }[];

const start = Date.parse('2026-11-22T02:00:00Z');
const seconds = (): number => (engine.time.now - start) / 1000;

beforeEach(async () => {
  engine = await Engine.start();
  for (const container of ['one', 'two']) {
    engine.source.createContainer(container);
    engine.source.putText(container, 'blob', container);
  }
  held = [];
  engine.hook = ({ method, container, blob }) => {
    if (method !== 'copyFrom' || container !== 'markers' || blob === undefined) return undefined;
    held.push({ container, blob });
    return { answer: { etag: 'later', requests: 1 } };
  };
});

/** The service carries out what it has accepted. */
const replicate = (count = held.length): void => {
  for (const { blob } of held.splice(0, count)) {
    const container = blob.slice(blob.lastIndexOf('/') + 1);
    const [name] = [...engine.source.containerOf(container).blobs.keys()].filter((n) =>
      n.startsWith('_holdfast'),
    );
    engine.data.putText('markers', blob, engine.source.text(container, name ?? '') ?? '');
  }
};

/** Does one thing per wait, in order; afterwards only time passes. */
const inTurn = (...acts: readonly ((run: WorkflowRun) => void)[]) => {
  const left = [...acts];
  let waits = 0;
  return {
    onWaiting: (run: WorkflowRun): void => {
      waits += 1;
      left.shift()?.(run);
    },
    waits: () => waits,
  };
};

const event = (run: WorkflowRun): void => run.raiseEvent(markerReplicatedEvent, { container: 'one' });
const nothing = (): void => undefined;

const completed = { status: 'Completed' };

describe('markers that arrive', () => {
  test('at once need no wait', async () => {
    engine.hook = () => undefined;
    const turns = inTurn();
    const { job } = await engine.backUp({}, turns);
    expect(job).toMatchObject(completed);
    expect(turns.waits()).toBe(0);
    expect(seconds()).toBe(3600);
  });

  test('with their events are seen at once', async () => {
    const turns = inTurn(
      (run) => {
        replicate(1);
        event(run);
      },
      (run) => {
        replicate(1);
        event(run);
      },
    );
    const { job } = await engine.backUp({}, turns);
    expect(job).toMatchObject(completed);
    expect(turns.waits()).toBe(2);
    expect(seconds()).toBe(3600);
  });

  test('while every event is lost are found by polling', async () => {
    const { job } = await engine.backUp(
      {},
      inTurn(nothing, () => replicate()),
    );
    expect(job).toMatchObject(completed);
    // Two polls of 30 s, asked for with a second to spare.
    expect(seconds()).toBe(3600 + 62);
  });

  test('with doubled events', async () => {
    const { job } = await engine.backUp(
      {},
      inTurn((run) => {
        for (let i = 0; i < 5; i += 1) event(run);
        replicate();
      }),
    );
    expect(job).toMatchObject(completed);
  });

  test('after events that came too early', async () => {
    const turns = inTurn(event, event, nothing, () => replicate());
    const { job } = await engine.backUp({}, turns);
    expect(job).toMatchObject(completed);
    expect(turns.waits()).toBe(4);
  });

  test('with an event that came while blobs were still being copied', async () => {
    const turns = inTurn(nothing, () => replicate());
    const { job } = await engine.backUp(
      {},
      { ...turns, onActivity: (run, name) => (name === 'backUpSlice' ? event(run) : undefined) },
    );
    expect(job).toMatchObject(completed);
  });

  test('although timers fire up to a second early', async () => {
    const { job } = await engine.backUp(
      {},
      { ...inTurn(nothing, nothing, () => replicate()), timersEarlyMs: 999 },
    );
    expect(job).toMatchObject(completed);
  });

  test('after so long a wait that the workflow continues as new, twice', async () => {
    const turns = inTurn(...Array.from({ length: 80 }, () => nothing), () => replicate());
    const settings = { lanes: 2, sliceSeconds: 60, pollSeconds: 30, markerDeadlineSeconds: 86_400 };
    const { job, run } = await engine.backUp({ settings }, turns);
    expect(job).toMatchObject(completed);
    expect(run.generations).toHaveLength(3);
    for (const { history } of run.generations) expect(history.length).toBeLessThan(400);
  });
});

describe('markers that do not arrive', () => {
  const failed = { status: 'Failed', errors: [{ code: 'BackupMarkerDeadlineExceeded' }] };

  test('fail the backup at the deadline, and leave nothing behind but data to be reused', async () => {
    const before = contentsOf(engine.source);
    const { job, point, output } = await engine.backUp();
    expect(job).toMatchObject(failed);
    expect(job.errors[0]?.message).toContain('one, two');
    expect(output).toMatchObject({ status: 'Failed', failure: { code: 'BackupMarkerDeadlineExceeded' } });
    expect(point).toBeUndefined();
    expect(seconds()).toBeGreaterThanOrEqual(3600 + 600);
    expect(seconds()).toBeLessThan(3600 + 640);
    expect(contentsOf(engine.source)).toEqual(before);
    expect(engine.data.containerOf('markers').blobs.size).toBe(0);
    expect(await engine.vault.locks.get('contoso')).toBeUndefined();
    expect(await engine.vault.runs.list('contoso')).toEqual([]);

    const objects = [...engine.data.containerOf('objects').blobs.values()];
    engine.hook = () => undefined;
    expect((await engine.backUp()).job).toMatchObject(completed);
    expect([...engine.data.containerOf('objects').blobs.values()]).toEqual(objects);
  });

  test('are not replaced by forged events', async () => {
    let lies = 0;
    const onWaiting = (run: WorkflowRun): void => {
      lies += 1;
      engine.time.now += 10_000;
      event(run);
    };
    expect((await engine.backUp({}, { onWaiting })).job).toMatchObject(failed);
    expect(lies).toBeGreaterThan(30);
  });

  test('are not replaced by another recovery point’s or container’s marker', async () => {
    const forge = (): void => {
      for (const { blob } of held) {
        engine.data.putText(
          'markers',
          blob,
          JSON.stringify({
            version: 1,
            backupInstance: 'contoso',
            recoveryPointId: '20261121T020000Z',
            container: 'one',
            time: '2026-11-21T02:00:00.000Z',
          }),
        );
      }
    };
    expect((await engine.backUp({}, inTurn(forge))).job).toMatchObject(failed);
  });

  test('in part fail it too, and the message names which', async () => {
    const { job } = await engine.backUp(
      {},
      inTurn(() => replicate(1)),
    );
    expect(job).toMatchObject(failed);
    expect(job.errors[0]?.message).toContain('1 containers');
  });
});
