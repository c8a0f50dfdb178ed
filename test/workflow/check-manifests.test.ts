// Checks of what the manifests of a vault name: what is missing or wrong is told at every recovery point that it affects, and
// repair copies again what the source still has.

import { beforeEach, describe, expect, test } from 'vitest';
import { leafRefs } from '../../src/domain/manifest/walk.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { objectsContainer } from '../../src/vault/layout.ts';
import { check } from '../support/check-steps.ts';
import { CATALOGUE, nameOf, startCheckedVault } from '../support/checked-vault.ts';
import type { Engine } from '../support/engine-fixture.ts';
import {
  flipInChunk,
  objectOf,
  removeChunk,
  removeObject,
  swapContent,
  verify,
} from '../support/verify-steps.ts';

let engine: Engine;
let first: RecoveryPoint;
let second: RecoveryPoint;

beforeEach(async () => {
  ({ engine, first, second } = await startCheckedVault());
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
