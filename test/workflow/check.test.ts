// Checks of a whole vault: a sound one is found sound, every planted defect is found and named, and repair puts right
// what can be put right and deletes nothing else.

import { beforeEach, describe, expect, test } from 'vitest';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { contentsOf } from '../support/account-contents.ts';
import { check } from '../support/check-steps.ts';
import { CATALOGUE, nameOf, startCheckedVault } from '../support/checked-vault.ts';
import type { Engine } from '../support/engine-fixture.ts';
import { removeObject, verify } from '../support/verify-steps.ts';

let engine: Engine;
let first: RecoveryPoint;

beforeEach(async () => {
  ({ engine, first } = await startCheckedVault());
});

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
