// Restores: what is chosen, where it lands, how it meets what is there, and that every blob is looked at again.

import { beforeEach, describe, expect, test } from 'vitest';
import { contentsOf } from '../support/account-contents.ts';
import { accountId, Engine } from '../support/engine-fixture.ts';

let engine: Engine;
let point: string;

const names = ['2025/a.txt', '2025/b.txt', '2026/a.txt', 'readme', 'readme.md'];

beforeEach(async () => {
  engine = await Engine.start();
  for (const container of ['alpha', 'beta']) {
    engine.source.createContainer(container);
    for (const name of names) {
      engine.source.putText(container, name, `${container} ${name}`, { tier: 'Cool', tags: { owner: 'me' } });
    }
  }
  point = (await engine.backUp()).point?.id ?? '';
});

const targetNames = (): readonly string[] => [...contentsOf(engine.target).keys()].sort();
const items = (...chosen: object[]) => ({ selection: { kind: 'items' as const, items: chosen as never } });
const pins = async () => await engine.vault.pins.list('contoso');

describe('a restore of a part', () => {
  test.each([
    ['a container', [{ container: 'beta' }], names.map((name) => `beta/${name}`)],
    [
      'prefixes',
      [{ container: 'alpha', prefixes: ['2025/', 'readme.'] }],
      ['alpha/2025/a.txt', 'alpha/2025/b.txt', 'alpha/readme.md'],
    ],
    ['blobs', [{ container: 'alpha', blobs: ['readme'] }], ['alpha/readme']],
    [
      'all of these',
      [
        { container: 'alpha', prefixes: ['2026'], blobs: ['2026/a.txt', 'readme'] },
        { container: 'beta', blobs: ['readme.md'] },
      ],
      ['alpha/2026/a.txt', 'alpha/readme', 'beta/readme.md'],
    ],
    ['a prefix that nothing has', [{ container: 'alpha', prefixes: ['none'] }], []],
  ])('%s', async (_, chosen, expected) => {
    const { job } = await engine.restore(point, items(...chosen));
    expect(job).toMatchObject({
      status: 'Completed',
      restore: { blobs: expected.length, verified: expected.length, mismatched: 0, skipped: 0 },
    });
    expect(targetNames()).toEqual([...expected].sort());
    const source = contentsOf(engine.source);
    for (const [name, content] of contentsOf(engine.target)) expect(content).toBe(source.get(name));
  });

  test('under other container names', async () => {
    const { job } = await engine.restore(point, {
      ...items({ container: 'alpha', blobs: ['readme'] }, { container: 'beta', blobs: ['readme'] }),
      renames: { alpha: 'beta', beta: 'alpha' },
    });
    expect(job.status).toBe('Completed');
    expect(engine.target.text('beta', 'readme')).toBe('alpha readme');
    expect(engine.target.text('alpha', 'readme')).toBe('beta readme');
  });
});

describe('tiers', () => {
  test.each([
    ['hot', 'Hot'],
    ['as-source', 'Cool'],
  ] as const)('%s: %s', async (tier, expected) => {
    await engine.restore(point, { tier, ...items({ container: 'alpha', blobs: ['readme'] }) });
    expect(engine.target.find('alpha', 'readme')?.tier).toBe(expected);
  });
});

describe('a target that has something already', () => {
  beforeEach(() => {
    engine.target.createContainer('alpha');
    engine.target.putText('alpha', 'readme', 'of the target');
    engine.target.putText('alpha', 'other', 'of the target');
  });

  test('is refused by default, with the names', async () => {
    const before = contentsOf(engine.target);
    const { job } = await engine.restore(point);
    expect(job).toMatchObject({
      status: 'Failed',
      errors: [{ code: 'UserErrorTargetContainersExistOnAccount' }],
    });
    expect(job.errors[0]?.message).toContain('alpha');
    expect(job.errors[0]?.message).not.toContain('beta');
    expect(contentsOf(engine.target)).toEqual(before);
    expect(await pins()).toEqual([]);
  });

  test('keeps what it has under skip', async () => {
    const { job } = await engine.restore(point, { conflict: 'skip' });
    expect(job).toMatchObject({
      status: 'Completed',
      restore: { blobs: 9, verified: 9, mismatched: 0, skipped: 1 },
    });
    expect(engine.target.text('alpha', 'readme')).toBe('of the target');
    expect(engine.target.text('alpha', 'other')).toBe('of the target');
    expect(engine.target.text('alpha', 'readme.md')).toBe('alpha readme.md');
  });

  test('loses it to overwrite, blob by blob', async () => {
    const { job } = await engine.restore(point, { conflict: 'overwrite' });
    expect(job).toMatchObject({ status: 'Completed', restore: { blobs: 10, verified: 10, skipped: 0 } });
    expect(engine.target.text('alpha', 'readme')).toBe('alpha readme');
    expect(engine.target.text('alpha', 'other')).toBe('of the target');
  });

  test('is verified among many other blobs, in whatever order it lists', async () => {
    const crowded = engine.accounts.add(accountId('crowded'), { region: 'westeurope', listingOrder: 'path' });
    crowded.createContainer('alpha');
    for (let i = 0; i < 6000; i += 1)
      crowded.putText('alpha', `${i % 2 === 0 ? '2025' : '2025-x'}/${i}`, 'x');
    const { job } = await engine.restore(point, {
      conflict: 'overwrite',
      targetAccountId: accountId('crowded'),
    });
    expect(job).toMatchObject({ status: 'Completed', restore: { verified: 10, mismatched: 0 } });
  });

  test('under skip: what an interrupted attempt wrote is not taken for a conflict', async () => {
    engine.source.putText('beta', 'blocks', 'no checksum', { md5: false });
    const { point: next } = await engine.backUp();
    const { job } = await engine.restore(
      next?.id ?? '',
      { conflict: 'skip' },
      {
        activity: async (name, input) => {
          if (name === 'restoreSlice') await engine.callActivity(name, input);
          return await engine.callActivity(name, input);
        },
      },
    );
    expect(job).toMatchObject({ status: 'Completed', restore: { blobs: 10, skipped: 1, verified: 10 } });
  });
});

describe('a restore is refused', () => {
  test.each([
    [
      'to the source',
      { targetAccountId: accountId('source') },
      'UserErrorOriginalLocationRestoreNotSupported',
    ],
    ['to the control account', { targetAccountId: accountId('control') }, 'UserErrorInvalidRequest'],
    ['to a data account', { targetAccountId: accountId('data') }, 'UserErrorInvalidRequest'],
    ['to no account', { targetAccountId: accountId('nowhere') }, 'UserErrorStorageAccountNotFound'],
    [
      'of an unknown container',
      items({ container: 'gamma' }),
      'UserErrorIncorrectContainersSelectedForOperation',
    ],
    [
      'of unknown blobs',
      items({ container: 'alpha', blobs: ['readme', 'nothing'] }),
      'UserErrorInvalidRequest',
    ],
    [
      'with a prefix that leaves the container',
      items({ container: 'alpha', prefixes: ['../beta'] }),
      'UserErrorInvalidRequest',
    ],
  ])('%s', async (_, change, code) => {
    const { job, output } = await engine.restore(point, change);
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code }] });
    expect(output).toMatchObject({ status: 'Failed', failure: { code } });
    expect(targetNames()).toEqual([]);
    expect(await pins()).toEqual([]);
  });

  test('to another region', async () => {
    engine.accounts.add(accountId('far'), { region: 'northeurope' });
    const { job } = await engine.restore(point, { targetAccountId: accountId('far') });
    expect(job.errors[0]?.code).toBe('UserErrorRestoreLocationMismatch');
  });

  test('of an unknown recovery point', async () => {
    const { job } = await engine.restore('20200101T000000Z');
    expect(job.errors[0]?.code).toBe('UserErrorRecoveryPointNotFound');
    expect(await pins()).toEqual([]);
  });
});

describe('a dry run', () => {
  test('gives the plan and writes nothing', async () => {
    const { job, input } = await engine.restore(point, {
      dryRun: true,
      ...items({ container: 'alpha', prefixes: ['2025/'] }),
    });
    expect(job).toMatchObject({ status: 'Completed', restore: { dryRun: true, blobs: 2, verified: 0 } });
    expect(job.subTasks.map(({ status }) => status)).toEqual(['Completed', 'Skipped', 'Skipped', 'Skipped']);
    expect(await engine.vault.restorePlans.get(input.jobId)).toMatchObject({
      entries: 2,
      containers: [{ source: 'alpha', target: 'alpha', prefixes: ['2025/'], targetExists: false }],
    });
    expect(engine.target.containers.size).toBe(0);
    expect(await pins()).toEqual([]);
  });
});

describe('verification', () => {
  const duringVerification = (act: () => void) => ({
    activity: async (name: string, input: object) => {
      if (name === 'verifyRestoreSlice') act();
      return await engine.callActivity(name, input);
    },
  });
  const failed = (mismatched: number) => ({
    status: 'Failed',
    errors: [{ code: 'RestoreVerificationFailed' }],
    restore: { mismatched },
  });

  test.each<[string, () => void]>([
    ['changed', () => engine.target.putText('alpha', 'readme', 'tampered')],
    ['of the same size', () => engine.target.putText('alpha', 'readme', 'ALPHA README')],
    ['deleted in the middle', () => engine.target.remove('alpha', 'readme')],
    ['deleted at the end', () => engine.target.remove('alpha', 'readme.md')],
  ])('finds a blob that was %s', async (_, act) => {
    const { job } = await engine.restore(point, {}, duringVerification(act));
    expect(job).toMatchObject(failed(1));
    expect(
      engine.log.some(({ level, fields }) => level === 'error' && String(fields.name).startsWith('readme')),
    ).toBe(true);
  });

  test('finds a container that was deleted', async () => {
    const drop = (): void => void engine.target.containers.delete('beta');
    expect((await engine.restore(point, {}, duringVerification(drop))).job).toMatchObject(failed(5));
  });

  test('finds single blobs that were changed', async () => {
    const change = (): void => void engine.target.putText('alpha', 'readme', 'tampered');
    const { job } = await engine.restore(
      point,
      items({ container: 'alpha', blobs: ['readme', 'readme.md'] }),
      duringVerification(change),
    );
    expect(job).toMatchObject(failed(1));
  });

  test('tells what the vault has lost, and restores the rest', async () => {
    const [object] = engine.data.containerOf('objects').blobs.keys();
    engine.data.remove('objects', object ?? '');
    const { job } = await engine.restore(point);
    expect(job).toMatchObject({ ...failed(1), restore: { blobs: 9, verified: 9, mismatched: 1 } });
  });

  test('a damaged manifest is a failure that names the chunk', async () => {
    for (const chunk of engine.data.containerOf('chunks').blobs.keys())
      engine.data.putText('chunks', chunk, 'rubbish');
    const { job } = await engine.restore(point);
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'VaultDocumentDamaged' }] });
    expect(job.errors[0]?.message).toContain('chunks/');
  });
});

test('slices of a restore end when their time is up, and go on where they ended', async () => {
  engine.source.createContainer('large');
  for (let i = 0; i < 7000; i += 1) engine.source.putText('large', `blob-${i}`, String(i));
  const { point: next } = await engine.backUp();
  engine.hook = () => {
    engine.time.now += 10;
    return undefined;
  };
  const { job, run } = await engine.restore(next?.id ?? '', { settings: { lanes: 2, sliceSeconds: 5 } });
  expect(job).toMatchObject({ status: 'Completed', restore: { blobs: 7010, verified: 7010, mismatched: 0 } });
  expect(run.called.filter(({ name }) => name === 'restoreSlice').length).toBeGreaterThan(5);
  for (const { history } of run.generations) expect(history.length).toBeLessThan(400);
  expect(contentsOf(engine.target)).toEqual(contentsOf(engine.source));
});

test('a recovery point is pinned as long as it is read', async () => {
  const seen: number[] = [];
  await engine.restore(
    point,
    {},
    {
      activity: async (name, input) => {
        const result = await engine.callActivity(name, input);
        seen.push((await pins()).length);
        return result;
      },
    },
  );
  expect(seen.slice(0, -1).every((count) => count === 1)).toBe(true);
  expect(seen.at(-1)).toBe(0);
});
