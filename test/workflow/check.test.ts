// Checks of a whole vault: a sound one is found sound, every planted defect is found and named, and repair puts right
// what can be put right and deletes nothing else.

import { beforeEach, describe, expect, test } from 'vitest';
import { leafRefs } from '../../src/domain/manifest/walk.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { objectsContainer } from '../../src/vault/layout.ts';
import { check } from '../support/check-steps.ts';
import { contentsOf, Engine } from '../support/engine-fixture.ts';
import {
  flipInChunk,
  objectOf,
  removeChunk,
  removeObject,
  swapContent,
  verify,
} from '../support/verify-steps.ts';

const CATALOGUE = 'holdfast-vault';

let engine: Engine;
let first: RecoveryPoint;
let second: RecoveryPoint;

beforeEach(async () => {
  engine = await Engine.start();
  await engine.vault.dataAccounts.claim({
    instance: 'contoso',
    pool: [(await engine.vault.instances.get('contoso'))?.document.dataAccountId ?? ''],
    at: '2026-11-22T00:00:00.000Z',
  });
  for (const container of ['alpha', 'beta']) {
    engine.source.createContainer(container);
    for (let i = 0; i < 20; i += 1) engine.source.putText(container, `blob-${i}`, `${container} ${i}`);
  }
  first = (await engine.backUp()).point as RecoveryPoint;
  engine.source.putText('alpha', 'new', 'new');
  second = (await engine.backUp()).point as RecoveryPoint;
  await verify(engine, first.id);
});

const nameOf = (point: RecoveryPoint): string => `recovery-points/contoso/${point.id}.json`;

const putDocument = (name: string, text: string): void => {
  engine.control.putText(CATALOGUE, name, text);
};

const changeDocument = (name: string, change: (document: Record<string, unknown>) => object): void => {
  const document = JSON.parse(engine.control.text(CATALOGUE, name) ?? '{}');
  putDocument(name, JSON.stringify(change(document)));
};

const leavesNothing = async (jobId: string): Promise<void> => {
  const names = [...engine.control.containerOf(CATALOGUE).blobs.keys()];
  expect(names.filter((name) => name.startsWith(`checks/${jobId}/`))).toEqual([
    `checks/${jobId}/report.json`,
  ]);
};

describe('a sound vault', () => {
  test('is found sound, with and without repair, and unchanged', async () => {
    const before = contentsOf(engine.data);
    for (const repair of [false, true]) {
      const { job, found, report } = await check(engine, { repair });
      expect(found).toEqual([]);
      expect(job).toMatchObject({ operation: 'Check', status: 'Completed', errors: [] });
      expect(job.backupInstance).toBeUndefined();
      expect(job.subTasks.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'Completed'));
      expect(job.check).toMatchObject({ repair, errors: 0, warnings: 0, information: 0, repaired: 0 });
      // 41 entries of the newest point; of the older one the leaf that they do not share.
      expect(report?.counters).toMatchObject({ blobs: 61, documents: expect.any(Number) });
      await leavesNothing(job.id);
    }
    expect(contentsOf(engine.data)).toEqual(before);
  });

  test('is looked at in slices, and each blob about once', async () => {
    engine.hook = ({ method }) => {
      if (method === 'listBlobs') engine.time.now += 31_000;
      return undefined;
    };
    const { job, found } = await check(engine);
    expect(found).toEqual([]);
    expect(job.status).toBe('Completed');
    await leavesNothing(job.id);
  });

  test('is one while a backup runs', async () => {
    engine.source.putText('beta', 'later', 'later');
    let checked: readonly string[] | undefined;
    const seen: string[] = [];
    await engine.backUp(
      {},
      {
        activity: async (name, input) => {
          const result = await engine.callActivity(name, input);
          seen.push(name);
          if (name === 'replicateMarkers') checked = (await check(engine, { repair: true })).found;
          return result;
        },
      },
    );
    expect(seen).toContain('commitRecoveryPoint');
    expect(checked).toEqual(['InstanceBusy contoso']);
  });
});

describe('documents', () => {
  const defects: readonly [string, () => void, () => string][] = [
    [
      'that are no JSON',
      () => putDocument(nameOf(first), '{'),
      () => `DocumentDamaged ${CATALOGUE}/${nameOf(first)}`,
    ],
    [
      'of an unknown version',
      () => changeDocument(nameOf(first), (document) => ({ ...document, version: 99 })),
      () => `DocumentDamaged ${CATALOGUE}/${nameOf(first)}`,
    ],
    [
      'without a field',
      () => changeDocument(nameOf(first), ({ manifestRoot, ...rest }) => rest),
      () => `DocumentDamaged ${CATALOGUE}/${nameOf(first)}`,
    ],
    [
      'under a name that is not theirs',
      () =>
        putDocument(
          'recovery-points/contoso/20200101T000000Z.json',
          engine.control.text(CATALOGUE, nameOf(first)) ?? '',
        ),
      () => `DocumentMisplaced ${CATALOGUE}/recovery-points/contoso/20200101T000000Z.json`,
    ],
    ['of somebody else', () => putDocument('notes.txt', 'x'), () => `UnknownBlob ${CATALOGUE}/notes.txt`],
    [
      'of an instance that is gone',
      () => {
        engine.control.remove(CATALOGUE, 'backup-instances/contoso.json');
      },
      () => `ReferenceBroken ${CATALOGUE}/${nameOf(first)}`,
    ],
    [
      'with a data account that is not claimed',
      () => {
        engine.control.remove(CATALOGUE, 'data-accounts/data.json');
      },
      () => `ReferenceBroken ${CATALOGUE}/backup-instances/contoso.json`,
    ],
  ];

  test.each(defects)('%s are found, and left alone by repair', async (_what, harm, expected) => {
    harm();
    const before = contentsOf(engine.control);
    for (const repair of [false, true]) {
      const { found, job } = await check(engine, { repair });
      expect(found).toContain(expected());
      expect(job.status).toBe(expected().startsWith('UnknownBlob') ? 'Completed' : 'Failed');
    }
    for (const [name, content] of before) {
      if (!name.includes('jobs/')) expect(contentsOf(engine.control).get(name)).toBe(content);
    }
  });

  test('whose metadata is stale are listed anew by repair', async () => {
    const name = nameOf(first);
    putDocument(name, engine.control.text(CATALOGUE, name) ?? '');
    const found = `ListMetadataStale ${CATALOGUE}/${name}`;
    expect(await check(engine)).toMatchObject({ found: [found], job: { status: 'CompletedWithWarnings' } });
    expect(await check(engine, { repair: true })).toMatchObject({
      found: [`${found} repaired`],
      job: { status: 'Completed', check: { repaired: 1 } },
    });
    expect((await check(engine)).found).toEqual([]);
    expect(await engine.vault.recoveryPoints.get('contoso', first.id)).toEqual(first);
  });

  test('that a dead run left behind are found, and go with repair', async () => {
    const run = { backupInstance: 'contoso', recoveryPointId: '20261120T020000Z' };
    await engine.vault.runs.putSliceOnce(run, { version: 1, lane: 0, seq: 0, parts: [], requests: 0 });
    engine.data.putText('markers', 'contoso/20261120T020000Z/alpha', '{}');
    const thing = `LeftoverOfRun ${CATALOGUE}/runs/contoso/20261120T020000Z/`;
    const marker = 'LeftoverOfRun data/markers/contoso/20261120T020000Z/alpha';
    expect((await check(engine)).found).toEqual([marker, thing]);
    // The markers of a run go with it.
    expect((await check(engine, { repair: true })).found).toEqual([`${thing} repaired`]);
    expect((await check(engine)).found).toEqual([]);
    expect(engine.data.containerOf('markers').blobs.size).toBe(0);
  });

  test('of a verification whose point is gone go with repair, once they decide nothing any more', async () => {
    removeObject(engine, 'beta', 'blob-3');
    await verify(engine, first.id);
    engine.control.remove(CATALOGUE, nameOf(first));
    const thing = `${CATALOGUE}/verifications/contoso/${first.id}.json`;
    // The damage is not healed yet: what was found still makes the next backup look at everything.
    expect((await check(engine, { repair: true })).found).not.toContain(`LeftoverOfRun ${thing} repaired`);
    await engine.backUp();
    expect((await check(engine, { repair: true })).found).toContain(`LeftoverOfRun ${thing} repaired`);
  });

  test('that workflows abandoned are told as the request found them', async () => {
    const abandoned = ['lock of contoso, job x'];
    expect((await check(engine, { abandoned })).found).toEqual([`WorkAbandoned ${abandoned[0]}`]);
  });
});

describe('what manifests name', () => {
  const damaged = (...points: RecoveryPoint[]): string[] =>
    points.map(({ id }) => `RecoveryPointDamaged contoso/${id}`).sort();

  test('is missed, with every recovery point that it affects', async () => {
    removeObject(engine, 'beta', 'blob-3');
    removeObject(engine, 'alpha', 'new');
    const { found, job, report } = await check(engine);
    expect(found).toEqual(damaged(first, second));
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'VaultCheckFailed' }] });
    const details = report?.findings.listed.map(({ detail }) => detail).sort();
    expect(details).toEqual(['1 blobs: beta (1)', '2 blobs: alpha (1), beta (1)']);
    expect(report?.findings.listed[0]).toMatchObject({
      severity: 'error',
      means: /cannot be restored/,
      toDo: /backup/,
    });
  });

  test('is marked at the recovery points, so that the next backup heals', async () => {
    removeObject(engine, 'beta', 'blob-3');
    await check(engine);
    expect(await engine.vault.verifications.damaged('contoso')).toEqual(new Set([first.id, second.id]));
    const third = (await engine.backUp()).point;
    expect(third).toMatchObject({ copiedBlobs: 1 });
    expect((await check(engine)).found).toEqual([]);
  });

  test.each([
    ['deleted', (object: string) => void engine.data.remove(objectsContainer, object)],
    [
      'cut',
      (object: string) => swapContent(engine.data, objectsContainer, object, (bytes) => bytes.slice(1)),
    ],
    ['replaced', (object: string) => void engine.data.putText(objectsContainer, object, 'BETA 3')],
  ])('and was %s is copied again by repair, where the source still has it', async (_what, harm) => {
    const object = objectOf(engine, 'beta', 'blob-3');
    harm(object);
    const { found, job } = await check(engine, { repair: true });
    expect(found).toEqual([`ObjectRestored ${objectsContainer}/${object} repaired`]);
    expect(job).toMatchObject({ status: 'Completed', check: { repaired: 1, errors: 0 } });
    expect((await verify(engine, first.id)).job.status).toBe('Completed');
  });

  test('and cannot be copied again is named', async () => {
    removeObject(engine, 'beta', 'blob-3');
    engine.source.putText('beta', 'blob-3', 'changed since');
    removeObject(engine, 'beta', 'blob-4');
    const { found } = await check(engine, { repair: true });
    expect(found.filter((one) => one.startsWith('RecoveryPointDamaged'))).toEqual(damaged(first, second));
    expect(found.filter((one) => one.startsWith('ObjectRestored'))).toHaveLength(1);
  });

  test.each([
    ['a missing leaf', removeChunk],
    ['a flipped byte in a leaf', flipInChunk],
  ])('is lost below %s, in every point that shares it', async (_what, harm) => {
    for await (const ref of leafRefs(engine.vault.chunks(first.dataAccountId), first.manifestRoot, {
      container: 'beta',
    })) {
      harm(engine, ref.hash);
      break;
    }
    const { found } = await check(engine);
    expect(found).toEqual(['GarbageUnknown contoso', ...damaged(first, second)]);
  });

  test.each([
    ['missing', removeChunk],
    ['damaged', flipInChunk],
  ])('is lost below a root that is %s', async (_what, harm) => {
    harm(engine, first.manifestRoot);
    expect((await check(engine)).found).toEqual(['GarbageUnknown contoso', ...damaged(first)]);
  });

  test('of a point that is deleted meanwhile is no damage', async () => {
    engine.hook = ({ method, container }) => {
      if (method !== 'listBlobs' || container !== objectsContainer) return undefined;
      engine.control.remove(CATALOGUE, nameOf(first));
      return undefined;
    };
    removeChunk(engine, first.manifestRoot);
    const { found } = await check(engine);
    expect(found.filter((one) => one.startsWith('RecoveryPointDamaged'))).toEqual([]);
  });

  test('in an account that cannot be read is said so, and the rest goes on', async () => {
    engine.inject({ method: 'listBlobs', account: 'data', when: 'before', error: 'forbidden' });
    const { found, job } = await check(engine);
    expect(found).toEqual([expect.stringMatching(/^AccountUnreachable .*\/data$/), 'GarbageUnknown contoso']);
    expect(job.status).toBe('Failed');
  });

  test('stands beside blobs and markers that nobody needs', async () => {
    for (const [container, name] of [
      ['objects', 'notes.txt'],
      ['objects', 'ab/short'],
      ['chunks', '~/x'],
      ['markers', 'readme'],
      ['markers', 'contoso/20260101T000000Z/alpha'],
    ] as const)
      engine.data.putText(container, name, 'x');
    engine.data.createContainer('photos');
    const strays = [
      'UnknownBlob data/chunks/~/x',
      'UnknownBlob data/markers/readme',
      'UnknownBlob data/objects/ab/short',
      'UnknownBlob data/objects/notes.txt',
      'UnknownBlob data/photos/',
    ];
    const leftover = 'LeftoverOfRun data/markers/contoso/20260101T000000Z/alpha';
    expect((await check(engine)).found).toEqual([leftover, ...strays]);
    expect((await check(engine, { repair: true })).found).toEqual([`${leftover} repaired`, ...strays]);
    expect((await check(engine)).found).toEqual(strays);
  });
});
