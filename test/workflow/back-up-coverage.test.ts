// What a backup meets at the source, and what becomes of it: in the point, or named as a warning. Never silently skipped.

import { beforeEach, describe, expect, test } from 'vitest';
import { contentsOf } from '../support/account-contents.ts';
import { accountId, Engine } from '../support/engine-fixture.ts';

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.start();
  engine.source.createContainer('con');
  engine.source.putText('con', 'plain', 'plain');
});

const warnings = (job: {
  warnings: readonly { code: string; count: number; examples: readonly string[] }[];
}) => job.warnings.map(({ code, count, examples }) => [code, count, examples]);

/** Restores the newest point into a fresh target and tells what is there. */
const restored = async (
  recoveryPointId: string | undefined,
  change = {},
): Promise<ReadonlyMap<string, string>> => {
  engine.accounts.add(accountId('fresh'), { region: 'westeurope' });
  const { job } = await engine.restore(recoveryPointId ?? '', {
    targetAccountId: accountId('fresh'),
    ...change,
  });
  expect(job).toMatchObject({ status: 'Completed', errors: [] });
  return contentsOf(engine.accounts.account(accountId('fresh')));
};

describe('blobs that cannot be protected', () => {
  test('are named, counted, and the rest is backed up', async () => {
    engine.source.putText('con', 'append', 'x', { blobType: 'AppendBlob' });
    engine.source.putText('con', 'page', 'x', { blobType: 'PageBlob' });
    engine.source.putText('con', 'cpk', 'x', { customerProvidedKey: true });
    engine.source.putText('con', 'archived', 'x', { tier: 'Archive' });
    engine.source.snapshot('con', 'plain');
    engine.source.snapshot('con', 'plain');
    const { job, point } = await engine.backUp();
    expect(job.status).toBe('CompletedWithWarnings');
    expect(warnings(job)).toEqual([
      ['AppendBlobNotSupported', 1, ['con/append']],
      ['ArchivedBlobNotReadable', 1, ['con/archived']],
      ['CustomerProvidedKeyNotReadable', 1, ['con/cpk']],
      ['PageBlobNotSupported', 1, ['con/page']],
      ['SnapshotsNotProtected', 2, ['con/plain', 'con/plain']],
    ]);
    expect(point?.warnings).toEqual(job.warnings);
    expect([...(await restored(point?.id)).keys()]).toEqual(['con/plain']);
  });

  test('are left out the second time too, without making the account look changed', async () => {
    engine.source.putText('con', 'append', 'x', { blobType: 'AppendBlob' });
    const first = await engine.backUp();
    const second = await engine.backUp();
    expect(second.job.backup).toMatchObject({ blobs: 1, copiedBlobs: 0, deletedBlobs: 0 });
    expect(second.point?.manifestRoot).toBe(first.point?.manifestRoot);
  });
});

describe('archived blobs', () => {
  test('stay protected when they were backed up before', async () => {
    await engine.backUp();
    engine.source.change('con', 'plain', { tier: 'Archive' });
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 1, copiedBlobs: 0 } });
    expect((await restored(point?.id)).size).toBe(1);
    const third = await engine.backUp();
    expect(third.point?.manifestRoot).toBe(point?.manifestRoot);
  });

  test('are left out when they changed since', async () => {
    await engine.backUp();
    engine.source.putText('con', 'plain', 'other', { tier: 'Archive' });
    const { job } = await engine.backUp();
    expect(warnings(job)).toEqual([['ArchivedBlobNotReadable', 1, ['con/plain']]]);
    expect(job.backup).toMatchObject({ blobs: 0, deletedBlobs: 1 });
  });

  test('are found out while being copied', async () => {
    engine.hook = ({ method }) => {
      if (method === 'copyFrom') engine.source.change('con', 'plain', { tier: 'Archive' });
      return undefined;
    };
    const { job } = await engine.backUp();
    expect(warnings(job)).toEqual([['ArchivedBlobNotReadable', 1, ['con/plain']]]);
  });
});

describe('blobs that change while they are copied', () => {
  const onCopy = (times: number, act: () => void): void => {
    let left = times;
    engine.hook = ({ method, container }) => {
      if (method === 'copyFrom' && container === 'objects' && left-- > 0) act();
      return undefined;
    };
  };

  test('are copied as they are then, never mixed', async () => {
    onCopy(1, () => engine.source.putText('con', 'plain', 'written meanwhile'));
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 1, bytes: 17, copiedBlobs: 1 } });
    expect(await restored(point?.id)).toEqual(contentsOf(engine.source));
  });

  test('again and again are left out, and in the next point once they rest', async () => {
    onCopy(100, () => engine.source.putText('con', 'plain', 'busy'));
    const { job } = await engine.backUp();
    expect(warnings(job)).toEqual([['BlobChangedWhileCopying', 1, ['con/plain']]]);
    engine.hook = () => undefined;
    const next = await engine.backUp();
    expect(next.job).toMatchObject({ status: 'Completed', backup: { blobs: 1 } });
  });

  test('into something else are judged as what they are now', async () => {
    onCopy(1, () => engine.source.putText('con', 'plain', 'log', { blobType: 'AppendBlob' }));
    expect(warnings((await engine.backUp()).job)).toEqual([['AppendBlobNotSupported', 1, ['con/plain']]]);
  });

  test('or are deleted are left out', async () => {
    onCopy(1, () => engine.source.remove('con', 'plain'));
    expect(warnings((await engine.backUp()).job)).toEqual([['BlobDeletedWhileCopying', 1, ['con/plain']]]);
  });

  test('to another key are left out', async () => {
    onCopy(1, () => engine.source.putText('con', 'plain', 'x', { customerProvidedKey: true }));
    expect(warnings((await engine.backUp()).job)).toEqual([
      ['CustomerProvidedKeyNotReadable', 1, ['con/plain']],
    ]);
  });
});

describe('containers that go away', () => {
  const drop = (container: string): void => void engine.source.containers.delete(container);

  beforeEach(() => {
    engine.source.createContainer('doc');
    engine.source.putText('doc', 'blob', 'x');
  });

  test.each([
    ['between listing containers and writing markers', 'write'],
    ['while being listed', 'listBlobs'],
    ['while being copied', 'copyFrom'],
    ['before the marker is replicated', 'head'],
  ] as const)('%s are named, and the others are backed up', async (_, method) => {
    engine.hook = (call) => {
      if (call.account === (method === 'copyFrom' ? 'data' : 'source') && call.method === method) drop('doc');
      return undefined;
    };
    const { job, point } = await engine.backUp();
    expect(job.status).toBe('CompletedWithWarnings');
    expect(warnings(job)).toContainEqual(['ContainerDeletedDuringBackup', 1, ['doc']]);
    expect(point?.containers).toEqual([{ name: 'con', blobs: 1, bytes: 5 }]);
    expect([...(await restored(point?.id)).keys()]).toEqual(['con/plain']);
  });

  test('at any moment whatever fail no backup', async () => {
    let moments = 0;
    for (let moment = 1, isOver = false; !isOver; moment += 1) {
      engine.source.createContainer('doc');
      engine.source.putText('doc', 'blob', `content ${moment}`);
      let calls = 0;
      engine.hook = () => {
        calls += 1;
        if (calls === moment) drop('doc');
        return undefined;
      };
      const { job, point } = await engine.backUp();
      engine.hook = () => undefined;
      expect(job, `deleted at call ${moment}`).toMatchObject({ errors: [] });
      const kept = contentsOf(engine.source).get('con/plain');
      expect((await restored(point?.id)).get('con/plain'), `deleted at call ${moment}`).toBe(kept);
      isOver = calls < moment;
      moments = calls;
    }
    expect(moments).toBeGreaterThan(40);
  });

  test('and come back are backed up as listed', async () => {
    let done = false;
    engine.hook = ({ account, method, container }) => {
      if (account !== 'data' || method !== 'copyFrom' || container !== 'objects' || done) return undefined;
      done = true;
      drop('doc');
      engine.source.createContainer('doc');
      engine.source.putText('doc', 'blob', 'another');
      return undefined;
    };
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 2 } });
    expect(await restored(point?.id)).toEqual(contentsOf(engine.source));
  });

  test('are not in the next point, and count as deleted', async () => {
    await engine.backUp();
    drop('doc');
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 1, deletedBlobs: 1 } });
    expect(point?.containers.map(({ name }) => name)).toEqual(['con']);
  });
});

describe('checksums', () => {
  const setMd5 = (container: string, name: string, md5: string): void => {
    const blobs = engine.source.containerOf(container).blobs;
    const blob = blobs.get(name);
    if (blob !== undefined) blobs.set(name, { ...blob, md5 });
  };

  test('blobs without MD5 are verified by size', async () => {
    engine.source.putText('con', 'blocks', 'uploaded in blocks', { md5: false });
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: 2 } });
    expect(await restored(point?.id)).toEqual(contentsOf(engine.source));
  });

  test('a wrong MD5 at the source is named, the blob is in the point and its restore is verified', async () => {
    setMd5('con', 'plain', 'AAAAAAAAAAAAAAAAAAAAAA==');
    const { job, point } = await engine.backUp();
    expect(warnings(job)).toEqual([['ChecksumNotConfirmed', 1, ['con/plain']]]);
    expect(job.backup).toMatchObject({ blobs: 1 });
    expect(await restored(point?.id)).toEqual(contentsOf(engine.source));
  });

  test('an object that is in the vault already, but other than it should be, is replaced', async () => {
    const { point } = await engine.backUp();
    for (const name of engine.data.containerOf('objects').blobs.keys())
      engine.data.putText('objects', name, 'rotten!');
    engine.control.remove('holdfast-vault', `recovery-points/contoso/${point?.id}.json`);
    const again = await engine.backUp();
    expect(again.job.status).toBe('Completed');
    expect(await restored(again.point?.id)).toEqual(contentsOf(engine.source));
  });
});

describe('names', () => {
  test('of every kind come back as they were', async () => {
    const names = [
      'a b',
      'ü/ö/日本語',
      '100%',
      '%41',
      'what?',
      '#hash',
      'dots...',
      'a//b',
      '😀',
      '\u{1F600}/\u{FF21}',
      'quote\'"',
      'x'.repeat(1024),
      '_holdfast-recovery-point-',
      '_holdfast-recovery-point-20261122T020000Z-backup',
      'sub/_holdfast-recovery-point-20261122T020000Z',
    ];
    for (const name of names)
      engine.source.putText('con', name, name, { metadata: { k: 'v' }, tags: { t: '1' } });
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Completed', backup: { blobs: names.length + 1 } });
    expect(await restored(point?.id)).toEqual(contentsOf(engine.source));
  });

  test('that the service refuses to copy are named', async () => {
    const script = engine.inject({ method: 'copyFrom', when: 'before', error: 'invalid-request', call: 1 });
    const { job } = await engine.backUp();
    expect(script.pending).toEqual([]);
    expect(warnings(job)).toEqual([['BlobNameNotSupported', 1, ['con/plain']]]);
  });
});
