// Documents: damaged ones name themselves, fields of newer versions survive, and lists do with metadata.

import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { documentCodec } from '../../../src/vault/document-codec.ts';
import {
  backupInstanceCodec,
  backupInstanceFromMetadata,
  backupInstanceMetadata,
} from '../../../src/vault/documents/backup-instance.ts';
import { jobCodec, jobFromMetadata, jobMetadata, summarizeJob } from '../../../src/vault/documents/job.ts';
import {
  recoveryPointCodec,
  recoveryPointFromMetadata,
  recoveryPointMetadata,
  summarizeRecoveryPoint,
} from '../../../src/vault/documents/recovery-point.ts';
import { decodeMetadata } from '../../../src/vault/metadata.ts';
import { isVaultError } from '../../../src/vault/vault-error.ts';
import { sampleInstance, sampleJob, samplePoint } from '../../support/vault-fixture.ts';

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const errorOf = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('a damaged document', () => {
  const point = samplePoint('20261122T020000Z');
  test.each([
    ['no JSON', new TextEncoder().encode('{"version":1,')],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['empty', new Uint8Array()],
    ['not an object', bytesOf([1])],
    ['without a version', bytesOf({ ...point, version: undefined })],
    ['of a version to come', bytesOf({ ...point, version: 2 })],
    ['without a field', bytesOf({ ...point, jobId: undefined })],
    ['with a wrong root', bytesOf({ ...point, manifestRoot: '../../x' })],
  ])('%s: is refused and names itself', (_, bytes) => {
    const error = errorOf(() => recoveryPointCodec.decode('holdfast-vault/recovery-points/x.json', bytes));
    if (!isVaultError(error)) throw error;
    expect(error.code).toBe('VaultDocumentDamaged');
    expect(error.blob).toBe('holdfast-vault/recovery-points/x.json');
    expect(error.message).toContain('holdfast-vault/recovery-points/x.json');
  });
});

test('documents come back as they were written, unknown fields included', () => {
  const job = { ...sampleJob(1), addedLater: { deep: [1] } };
  expect(jobCodec.decode('x', jobCodec.encode(job))).toEqual(job);
  const instance = { ...sampleInstance('a'), addedLater: true };
  expect(backupInstanceCodec.decode('x', backupInstanceCodec.encode(instance))).toEqual(instance);
  const point = { ...samplePoint('20261122T020000Z'), addedLater: null };
  expect(recoveryPointCodec.decode('x', recoveryPointCodec.encode(point))).toEqual(point);
});

test('every earlier version is read into the present form', () => {
  interface Shelf {
    readonly version: 2;
    readonly books: readonly string[];
  }
  const codec = documentCodec<Shelf>({
    1: z
      .object({ version: z.literal(1), book: z.string() })
      .transform(({ book }): Shelf => ({ version: 2, books: [book] })),
    2: z.object({ version: z.literal(2), books: z.array(z.string()) }),
  });
  expect(codec.decode('x', bytesOf({ version: 1, book: 'a' }))).toEqual({ version: 2, books: ['a'] });
  expect(codec.decode('x', bytesOf({ version: 2, books: ['b'] }))).toEqual({ version: 2, books: ['b'] });
});

describe('what a list shows', () => {
  const job = sampleJob(3, {
    status: 'CompletedWithWarnings',
    endTime: '2026-11-22T02:10:00.000Z',
    recoveryPointId: '20261122T020000Z',
    warnings: [{ code: 'PageBlobNotSupported', count: 4, examples: [] }],
    errors: [{ code: 'InternalError', message: 'm', recommendedAction: [] }],
  });

  test('comes from the metadata of a job', () => {
    expect(decodeMetadata(jobFromMetadata, jobMetadata(job))).toEqual(summarizeJob(job));
    expect(decodeMetadata(jobFromMetadata, jobMetadata(sampleJob(4)))).toEqual(summarizeJob(sampleJob(4)));
  });

  test('comes from the metadata of a recovery point', () => {
    const point = samplePoint('20261122T020000Z');
    const found = decodeMetadata(recoveryPointFromMetadata, recoveryPointMetadata(point));
    expect(found).toEqual(summarizeRecoveryPoint(point));
  });

  test('is the whole backup instance, unless it is too long for metadata', () => {
    const instance = sampleInstance('a');
    expect(decodeMetadata(backupInstanceFromMetadata, backupInstanceMetadata(instance))).toEqual(instance);
    const containers = Array.from({ length: 100 }, (_, i) => `${i}`.padEnd(63, 'x'));
    expect(backupInstanceMetadata(sampleInstance('a', { selection: { include: containers } }))).toEqual({});
  });

  test('is plain ASCII with lower-case keys, and survives readers that change their case', () => {
    const metadata = backupInstanceMetadata(sampleInstance('a', { friendlyName: 'ä ö\t😀' }));
    for (const [key, value] of Object.entries(metadata)) {
      expect(key).toMatch(/^[a-z]+$/);
      expect(value).toMatch(/^[\x21-\x7e]*$/);
    }
    const capitals = Object.fromEntries(
      Object.entries(jobMetadata(job)).map(([key, value]) => [key.toUpperCase(), value]),
    );
    expect(decodeMetadata(jobFromMetadata, capitals)).toEqual(summarizeJob(job));
  });

  test.each([
    undefined,
    {},
    { ...jobMetadata(job), status: 'Unheard' },
    { ...jobMetadata(job), warnings: '%' },
    { document: '%7B' },
  ])('is read from the document where metadata is lost or foreign: %j', (metadata) => {
    expect(decodeMetadata(jobFromMetadata, metadata)).toBeUndefined();
    expect(decodeMetadata(backupInstanceFromMetadata, metadata)).toBeUndefined();
  });
});
