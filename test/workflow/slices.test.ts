// Long work in slices: bounded in time, resumable, right in whatever order the service lists, and cheap when nothing changed.

import { describe, expect, test } from 'vitest';
import { contentsOf } from '../support/account-contents.ts';
import type { EngineOptions } from '../support/engine-fixture.ts';
import { accountId, Engine } from '../support/engine-fixture.ts';

const filled = async (count: number, options: EngineOptions = {}, name = plainName): Promise<Engine> => {
  const engine = await Engine.start(options);
  engine.source.createContainer('alpha');
  for (let i = 0; i < count; i += 1) engine.source.putText('alpha', name(i), String(i));
  return engine;
};

const plainName = (i: number): string => `blob-${String(i).padStart(6, '0')}`;

/** Each storage call takes this long, so that slices run out of time. */
const slow = (engine: Engine, ms: number): void => {
  engine.hook = () => {
    engine.time.now += ms;
    return undefined;
  };
};

const settings = { lanes: 2, sliceSeconds: 10, pollSeconds: 30, markerDeadlineSeconds: 600 };
const completed = { status: 'Completed', errors: [], warnings: [] };

const restores = async (engine: Engine, id: string | undefined): Promise<void> => {
  const { job } = await engine.restore(id ?? '', { settings: { lanes: 2, sliceSeconds: 10 } });
  expect(job).toMatchObject(completed);
  expect(contentsOf(engine.target)).toEqual(contentsOf(engine.source));
};

const slicesOf = (run: { called: readonly { name: string }[] }, name: string): number =>
  run.called.filter((call) => call.name === name).length;

describe('slices', () => {
  test('end when their time is up and go on where they ended', async () => {
    const engine = await filled(6000);
    slow(engine, 10);
    const { job, run, point } = await engine.backUp({ settings });
    expect(job).toMatchObject({ ...completed, backup: { blobs: 6000, copiedBlobs: 6000 } });
    expect(slicesOf(run, 'backUpSlice')).toBeGreaterThan(3);
    for (const { history } of run.generations) expect(history.length).toBeLessThan(400);
    await restores(engine, point?.id);
  });

  test('give the same manifest however they are cut', async () => {
    const engine = await filled(6000);
    const whole = await engine.backUp();
    slow(engine, 10);
    engine.control.remove('holdfast-vault', `recovery-points/contoso/${whole.point?.id}.json`);
    const cut = await engine.backUp({ settings });
    expect(slicesOf(cut.run, 'backUpSlice')).toBeGreaterThan(3);
    expect(cut.point?.manifestRoot).toBe(whole.point?.manifestRoot);
  });

  test('that cannot finish one leaf in their time still get on', async () => {
    const engine = await filled(300);
    slow(engine, 500);
    const { job, run } = await engine.backUp({ settings });
    expect(job).toMatchObject({ ...completed, backup: { blobs: 300, copiedBlobs: 300 } });
    expect(slicesOf(run, 'backUpSlice')).toBeGreaterThan(5);
    for (const { history } of run.generations) expect(history.length).toBeLessThan(400);
  });

  test('run twice at the same time, one record decides and both answer from it', async () => {
    const engine = await filled(2500);
    const answers: object[][] = [];
    const { job, point } = await engine.backUp(
      { settings },
      {
        activity: async (name, input) => {
          if (name !== 'backUpSlice') return await engine.callActivity(name, input);
          const both = await Promise.all([
            engine.callActivity(name, input),
            engine.callActivity(name, input),
          ]);
          answers.push(both);
          return both[1] ?? {};
        },
      },
    );
    expect(job).toMatchObject({ ...completed, backup: { blobs: 2500, copiedBlobs: 2500 } });
    for (const [one, other] of answers) expect(one).toEqual(other);
    await restores(engine, point?.id);
  });

  test('run again after the source has changed answer what was recorded', async () => {
    const engine = await filled(10);
    const { job } = await engine.backUp(
      { settings },
      {
        activity: async (name, input) => {
          const first = await engine.callActivity(name, input);
          if (name !== 'backUpSlice') return first;
          engine.source.putText('alpha', 'late', 'late');
          expect(await engine.callActivity(name, input)).toEqual(first);
          return first;
        },
      },
    );
    expect(job.backup).toMatchObject({ blobs: 10 });
  });
});

describe('a slice that throws', () => {
  const lanesCalled = (run: { called: readonly { name: string; input: object }[] }, name: string): number[] =>
    run.called.filter((call) => call.name === name).map(({ input }) => (input as { lane: number }).lane);

  /** Lane 1 throws twice, as when its process dies; the other lanes are as they are. */
  const throwing = (engine: Engine, activity: string) => {
    let left = 2;
    return async (name: string, input: object): Promise<object> => {
      if (name !== activity || (input as { lane: number }).lane !== 1 || left === 0)
        return await engine.callActivity(name, input);
      left -= 1;
      throw new Error('The process died');
    };
  };

  test.each([
    ['all at once', undefined],
    ['one by one', <T>(finished: readonly T[]) => finished],
    ['one by one, the last first', <T>(finished: readonly T[]) => finished.toReversed()],
  ] as const)('is retried alone; results come %s', async (_, deliver) => {
    const engine = await filled(50);
    for (const container of ['beta', 'gamma']) {
      engine.source.createContainer(container);
      engine.source.putText(container, 'blob', container);
    }
    const lanes = { ...settings, lanes: 3 };
    const options = deliver === undefined ? {} : { deliver };
    const { job, run, point } = await engine.backUp(
      { settings: lanes },
      { activity: throwing(engine, 'backUpSlice'), ...options },
    );
    expect(job).toMatchObject({ ...completed, backup: { blobs: 52, copiedBlobs: 52 } });
    expect(lanesCalled(run, 'backUpSlice')).toEqual([0, 1, 2, 1, 1]);
    const restored = await engine.restore(
      point?.id ?? '',
      { settings: { lanes: 3, sliceSeconds: 10 } },
      { activity: throwing(engine, 'restoreSlice'), ...options },
    );
    expect(restored.job).toMatchObject({ ...completed, restore: { blobs: 52, verified: 52 } });
    expect(lanesCalled(restored.run, 'restoreSlice')).toEqual([0, 1, 2, 1, 1]);
  });
});

describe('an unchanged account', () => {
  const requestsOfSecond = async (blobs: number): Promise<number> => {
    const engine = await filled(blobs);
    await engine.backUp();
    const all = () => engine.requests('source') + engine.requests('data') + engine.requests('control');
    const before = all();
    const { job, point } = await engine.backUp();
    expect(job.backup).toMatchObject({ blobs, copiedBlobs: 0, copiedBytes: 0, deletedBlobs: 0 });
    expect(point?.previous).toBeDefined();
    return all() - before;
  };

  test('costs its listing and a constant', async () => {
    const [one, three] = [await requestsOfSecond(4000), await requestsOfSecond(14_000)];
    expect(three - one).toBe(2);
    expect(one).toBeLessThan(80);
  });

  test('of which one blob changed costs a few chunks more', async () => {
    const engine = await filled(14_000);
    const first = await engine.backUp();
    engine.source.putText('alpha', plainName(7_000), 'other');
    const before = engine.requests('data');
    const { job, point } = await engine.backUp();
    expect(job.backup).toMatchObject({ blobs: 14_000, copiedBlobs: 1, copiedBytes: 5 });
    expect(point?.manifestRoot).not.toBe(first.point?.manifestRoot);
    expect(engine.requests('data') - before).toBeLessThan(20);
    await restores(engine, point?.id);
  });
});

describe('listings in another order', () => {
  const rare = (i: number): string => `${['a', '\uFF21', '\u{1F600}'][i % 3]}${i}`;
  const tree = (i: number): string => `${['dir', 'dir-b', 'dir.c', 'dir/sub', 'dir/sub-x'][i % 5]}/file${i}`;

  test.each([
    ['by UTF-8 bytes', { source: { listingOrder: 'utf8' } }, rare],
    ['directories first', { source: { listingOrder: 'path' } }, tree],
    [
      'of a hierarchical namespace',
      { source: { hierarchicalNamespace: true }, target: { hierarchicalNamespace: true } },
      tree,
    ],
  ] as const)('%s', async (_, options, name) => {
    const engine = await filled(3000, options, name);
    const first = await engine.backUp();
    expect(first.job).toMatchObject(completed);
    await restores(engine, first.point?.id);
    const second = await engine.backUp();
    expect(second.job.backup).toMatchObject({ copiedBlobs: 0, deletedBlobs: 0 });
    expect(second.point?.manifestRoot).toBe(first.point?.manifestRoot);
  });

  test('that show only after slices have been recorded void what was recorded', async () => {
    const engine = await filled(6000, { source: { listingOrder: 'path' } });
    engine.source.putText('alpha', 'z/1', 'deep');
    engine.source.putText('alpha', 'z-1', 'flat');
    slow(engine, 10);
    const { job, run, point } = await engine.backUp({ settings });
    expect(slicesOf(run, 'backUpSlice')).toBeGreaterThan(3);
    expect(job).toMatchObject({ ...completed, backup: { blobs: 6002 } });
    await restores(engine, point?.id);
  });

  test('do not come from a marker that stands between', async () => {
    const engine = await filled(3, {}, (i) => ['Z', '_z', 'a'][i] ?? '');
    const { job } = await engine.backUp();
    expect(job).toMatchObject({ ...completed, backup: { blobs: 3 } });
    expect(engine.log.filter(({ message }) => message.includes('order'))).toEqual([]);
  });
});

test('a restored hierarchical namespace has its empty directories', async () => {
  const engine = await filled(1, {
    source: { hierarchicalNamespace: true },
    target: { hierarchicalNamespace: true },
  });
  engine.source.put('alpha', 'empty/dir', new Uint8Array(), { metadata: { hdi_isfolder: 'true' } });
  const { point } = await engine.backUp();
  await engine.restore(point?.id ?? '');
  expect(engine.target.find('alpha', 'empty/dir')?.directory).toBe(true);
  engine.accounts.add(accountId('flat'), { region: 'westeurope' });
  const { job } = await engine.restore(point?.id ?? '', { targetAccountId: accountId('flat') });
  expect(job).toMatchObject(completed);
});
