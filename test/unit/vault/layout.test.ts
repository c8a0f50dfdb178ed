// Names of the vault: what is built is parsed back, and nothing else is taken for one.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobIdFor } from '../../../src/domain/job/job-id.ts';
import {
  backupInstanceBlob,
  chunkBlob,
  dataAccountBlob,
  jobBlob,
  lockBlob,
  pinBlob,
  recoveryPointBlob,
  restorePlanBlob,
  runBlob,
  runSliceBlob,
  scheduleBlob,
  sliceNumbers,
  sourceMarkerBlob,
  vaultMarkerBlob,
  vaultObjectBlob,
  vaultObjectKey,
  vaultObjectPrefix,
  verificationBlob,
} from '../../../src/vault/layout.ts';

const instance = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/);
const recoveryPoint = fc
  .tuple(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), fc.boolean())
  .map(([at, adhoc]) => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z${adhoc ? '-0123abcd' : ''}`);
const jobId = fc.tuple(fc.nat(4_102_444_800_000), fc.string()).map(([at, seed]) => jobIdFor(at, seed));
const container = fc.stringMatching(/^(\$web|\$root|[a-z0-9]{3,20}(-[a-z0-9]{1,20})?)$/);
const account = fc.stringMatching(/^[a-z0-9]{3,24}$/);

describe('names come back from their parser', () => {
  test('of instances, locks and schedules', () => {
    fc.assert(
      fc.property(instance, (name) => {
        expect(backupInstanceBlob.parse(backupInstanceBlob.build({ name }))).toEqual({ name });
        expect(lockBlob.parse(lockBlob.build({ instance: name }))).toEqual({ instance: name });
        expect(scheduleBlob.parse(scheduleBlob.build({ instance: name }))).toEqual({ instance: name });
      }),
    );
  });

  test('of recovery points, pins, runs and markers', () => {
    const all = fc.record({ instance, recoveryPoint, jobId, container });
    fc.assert(
      fc.property(all, fc.nat(9999), fc.nat(999_999), (values, lane, seq) => {
        for (const template of [recoveryPointBlob, verificationBlob, pinBlob, runBlob, vaultMarkerBlob]) {
          expect(values).toMatchObject(template.parse(template.build(values)) ?? { not: 'parsed' });
        }
        const slice = { ...values, ...sliceNumbers(lane, seq) };
        expect(slice).toMatchObject(runSliceBlob.parse(runSliceBlob.build(slice)) ?? { not: 'parsed' });
        expect(sourceMarkerBlob.parse(sourceMarkerBlob.build(values.recoveryPoint))).toBe(
          values.recoveryPoint,
        );
      }),
    );
  });

  test('of jobs, restores and data accounts', () => {
    fc.assert(
      fc.property(jobId, account, (id, name) => {
        expect(jobBlob.parse(jobBlob.build(id))).toBe(id);
        expect(restorePlanBlob.parse(restorePlanBlob.build({ jobId: id }))).toEqual({ jobId: id });
        expect(dataAccountBlob.parse(dataAccountBlob.build({ account: name }))).toEqual({ account: name });
      }),
    );
  });

  test('of chunks and vault objects', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (c, name, etag) => {
        const key = vaultObjectKey(c, name, etag);
        expect(vaultObjectBlob.build(c, name, etag)).toBe(`${key.slice(0, 2)}/${key}`);
        expect(vaultObjectBlob.parse(vaultObjectBlob.build(c, name, etag))).toBe(key);
        expect(chunkBlob.parse(chunkBlob.build(key))).toBe(key);
        for (let digits = 0; digits < 5; digits += 1) {
          const prefix = vaultObjectPrefix(key.slice(0, digits));
          expect(vaultObjectBlob.build(c, name, etag).startsWith(prefix)).toBe(true);
        }
      }),
    );
  });
});

test('a vault object has the key that the format describes, and parts cannot be confused', () => {
  // printf '["docs","a b/ü","0x8D"]' | sha256sum
  expect(vaultObjectKey('docs', 'a b/ü', '0x8D')).toBe(
    'e5f947fdc0754ac77028fedddadfa82e565b594b1078423d873cc1094b342eba',
  );
  expect(vaultObjectKey('a', 'b","c', 'd')).not.toBe(vaultObjectKey('a', 'b', 'c","d'));
});

test('a key is that of the JSON, whatever character is in it', () => {
  const described = (...parts: readonly string[]): string =>
    createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const units = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
  expect(units.filter((unit) => vaultObjectKey('c', unit, 'e') !== described('c', unit, 'e'))).toEqual([]);
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, text, (c, name, etag) => {
      expect(vaultObjectKey(c, name, etag)).toBe(described(c, name, etag));
    }),
  );
});

test('jobs list newest first, and end where a time filter ends', () => {
  fc.assert(
    fc.property(fc.nat(4_102_444_800_000), fc.nat(4_102_444_800_000), (one, other) => {
      fc.pre(one !== other);
      const [early, late] = [jobIdFor(Math.min(one, other), 'e'), jobIdFor(Math.max(one, other), 'l')];
      expect(jobBlob.build(late) < jobBlob.build(early)).toBe(true);
      const end = jobBlob.lastStartedSince(Math.max(one, other));
      expect([jobBlob.build(late) < end, jobBlob.build(early) < end]).toEqual([true, false]);
    }),
  );
});

test.each(['', '.', '..', '../x', 'a/b', '-a', 'a'.repeat(64), 'ä', 'a b'])(
  '%j is no instance name',
  (name) => {
    expect(() => backupInstanceBlob.build({ name })).toThrow('Not a valid name');
    expect(backupInstanceBlob.buildIfValid({ name })).toBeUndefined();
    expect(backupInstanceBlob.parse(`backup-instances/${name}.json`)).toBeUndefined();
  },
);

test.each(['20261122T020000', '20261122T020000Z-12345', '20261122T020000Z/..', 'x', ''])(
  '%j is no recovery point of a name',
  (id) => {
    expect(recoveryPointBlob.buildIfValid({ instance: 'a', recoveryPoint: id })).toBeUndefined();
    expect(sourceMarkerBlob.parse(`_holdfast-recovery-point-${id}`)).toBeUndefined();
  },
);

test.each([
  '_holdfast-recovery-point-20261122T020000Z.txt',
  'x_holdfast-recovery-point-20261122T020000Z',
  'folder/_holdfast-recovery-point-20261122T020000Z',
  '_holdfast-recovery-point-20261122T020000Z\n',
])('%j is a blob of the user, not a marker', (name) => {
  expect(sourceMarkerBlob.parse(name)).toBeUndefined();
});

test('a job blob whose place does not follow from its id is not taken for one', () => {
  const name = jobBlob.build(jobIdFor(1_790_000_000_000, 'a'));
  expect(jobBlob.parse(name.replace('jobs/fe', 'jobs/ff'))).toBeUndefined();
  expect(jobBlob.buildIfValid('not-a-job')).toBeUndefined();
  expect(chunkBlob.parse(`00/${'ab'.repeat(32)}`)).toBeUndefined();
});
