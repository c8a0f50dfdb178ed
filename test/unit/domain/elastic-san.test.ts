// Decisions of volume backups: names of snapshots, what may be backed up, and when an export is worth a recovery point.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportedSnapshot } from '../../../src/domain/elastic-san/copy-verdict.ts';
import { copyVerdict } from '../../../src/domain/elastic-san/copy-verdict.ts';
import type { Grant } from '../../../src/domain/elastic-san/permissions.ts';
import { missingActions } from '../../../src/domain/elastic-san/permissions.ts';
import {
  isTaggedFor,
  recoveryPointOfSnapshot,
  snapshotName,
  snapshotTags,
} from '../../../src/domain/elastic-san/snapshot-name.ts';
import type { VolumeFacts } from '../../../src/domain/elastic-san/validate-volume.ts';
import { validateVolume } from '../../../src/domain/elastic-san/validate-volume.ts';
import {
  adhocRecoveryPointId,
  scheduledRecoveryPointId,
} from '../../../src/domain/recovery-point/recovery-point-id.ts';

const owner = { controlAccountId: '/subscriptions/s/…/holdfastcontrol', backupInstance: 'Sql_Data.1' };

const ids = fc
  .tuple(
    fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2100, 0) }),
    fc.boolean(),
    fc.stringMatching(/^[0-9a-f]{16}$/),
  )
  .map(([at, adhoc, hex]) => (adhoc ? adhocRecoveryPointId(at, hex) : scheduledRecoveryPointId(at)));

describe('names of snapshots', () => {
  it('fit the service, and lead back to their recovery point', () => {
    fc.assert(
      fc.property(ids, (id) => {
        const name = snapshotName(owner, id);
        expect(name).toMatch(/^(?=.{1,80}$)[a-z0-9]+(?:[._-][a-z0-9]+)*$/);
        expect(recoveryPointOfSnapshot(owner, name)).toBe(id);
      }),
    );
  });

  it('are nobody elses', () => {
    fc.assert(
      fc.property(ids, fc.string(), (id, other) => {
        fc.pre(other !== owner.backupInstance);
        const name = snapshotName({ ...owner, backupInstance: other }, id);
        expect(recoveryPointOfSnapshot(owner, name)).toBeUndefined();
      }),
    );
    const name = snapshotName(owner, '20261122T020000Z');
    const strange = [
      '',
      'nightly',
      name.toUpperCase(),
      `${name}-more`,
      `${name}-0`,
      name.replace('t02', 't92'),
    ];
    for (const each of strange) expect(recoveryPointOfSnapshot(owner, each)).toBeUndefined();
    expect(recoveryPointOfSnapshot({ ...owner, controlAccountId: 'other' }, name)).toBeUndefined();
  });

  it('are ours only with all of our tags', () => {
    const id = '20261122T020000Z';
    const tags = snapshotTags(owner, id);
    expect(isTaggedFor(owner, id, { ...tags, costCenter: '7' })).toBe(true);
    expect(isTaggedFor(owner, '20261123T020000Z', tags)).toBe(false);
    for (const name of Object.keys(tags)) {
      expect(isTaggedFor(owner, id, { ...tags, [name]: 'other' })).toBe(false);
    }
  });
});

describe('an export', () => {
  const whole: ExportedSnapshot = {
    provisioningState: 'Succeeded',
    incremental: true,
    completionPercent: 100,
  };
  const { completionPercent: _, ...untold } = whole;
  it.each<[string, ExportedSnapshot | undefined, string]>([
    ['whole', whole, 'complete'],
    ['whose percentage is not told', untold, 'complete'],
    ['half copied', { ...whole, completionPercent: 99.5 }, 'copying'],
    ['still made', { ...untold, provisioningState: 'Updating' }, 'copying'],
    [
      'whose copy failed at 100',
      { ...whole, copyError: { code: 'CopySourceNotFound', message: '' } },
      'worthless',
    ],
    ['that failed', { ...whole, provisioningState: 'Failed' }, 'worthless'],
    ['that is being deleted', { ...whole, provisioningState: 'Deleting' }, 'worthless'],
    ['that is gone', undefined, 'worthless'],
    ['that is full', { ...whole, incremental: false }, 'worthless'],
  ])('%s', (_name, snapshot, kind) => {
    expect(copyVerdict(snapshot).kind).toBe(kind);
  });
});

describe('a volume', () => {
  const facts: VolumeFacts = {
    volumeId:
      '/subscriptions/S/resourceGroups/san/providers/Microsoft.ElasticSan/elasticSans/a/volumegroups/b/volumes/c',
    volume: { sizeGiB: 100, provisioningState: 'Succeeded' },
    sanLocation: 'westeurope',
    snapshotResourceGroupId: '/subscriptions/s/resourceGroups/snapshots',
    resourceGroup: { location: 'northeurope' },
    readOnlyLocks: [],
    missingPermissions: [],
  };
  const limits = { maxVolumeGiB: 100 };

  it('within all limits may be backed up, into the region of its SAN', () => {
    expect(validateVolume(facts, limits)).toEqual({
      ok: true,
      value: { sizeBytes: 100 * 1024 ** 3, location: 'westeurope' },
    });
  });

  it.each<[string, Partial<VolumeFacts>, string]>([
    ['that is gone', { volume: undefined }, 'UserErrorVolumeNotFound'],
    ['whose SAN is gone', { sanLocation: undefined }, 'UserErrorVolumeNotFound'],
    [
      'that is too large',
      { volume: { sizeGiB: 101, provisioningState: 'Succeeded' } },
      'UserErrorVolumeTooLarge',
    ],
    [
      'that is restored',
      { volume: { sizeGiB: 1, provisioningState: 'Restoring' } },
      'UserErrorVolumeNotReady',
    ],
    [
      'of another subscription than the snapshots',
      { snapshotResourceGroupId: '/subscriptions/other/resourceGroups/g' },
      'UserErrorSnapshotRGSubscriptionMismatch',
    ],
    ['without resource group', { resourceGroup: undefined }, 'UserErrorSnapshotRGNotFound'],
    [
      'that the app may not take snapshots of',
      { missingPermissions: [{ scope: '/subscriptions/s', actions: ['Microsoft.Compute/snapshots/write'] }] },
      'UserErrorMissingRequiredPermissions',
    ],
    [
      'under a lock',
      { readOnlyLocks: [{ name: 'l', scope: '/subscriptions/s' }] },
      'UserErrorResourceLocked',
    ],
  ])('%s is refused', (_name, change, code) => {
    expect(validateVolume({ ...facts, ...change }, limits)).toMatchObject({ ok: false, failure: { code } });
  });
});

describe('permissions', () => {
  const needed = ['Microsoft.Compute/snapshots/write', 'Microsoft.Compute/snapshots/delete'];
  const grant = (actions: string[], notActions: string[] = []) => ({ actions, notActions });

  it.each<[string, Grant[] | undefined, string[]]>([
    ['that may not be seen', undefined, []],
    ['of nothing', [], needed],
    ['of all', [grant(['*'])], []],
    ['by name, in any case', [grant(needed.map((action) => action.toUpperCase()))], []],
    ['of a type', [grant(['Microsoft.Compute/snapshots/*'])], []],
    ['of reading', [grant(['*/read'])], needed],
    [
      'of two roles',
      [grant(['Microsoft.Compute/snapshots/write']), grant(['Microsoft.Compute/*/delete'])],
      [],
    ],
    ['of all but one', [grant(['*'], ['Microsoft.Compute/snapshots/delete'])], needed.slice(1)],
    [
      'of all but one, which another role has',
      [grant(['*'], ['*/delete']), grant(['Microsoft.Compute/*'])],
      [],
    ],
    [
      'that look like it',
      [grant(['Microsoft_Compute/snapshots/write', 'Microsoft.Compute/snapshots'])],
      needed,
    ],
  ])('%s', (_, grants, missing) => {
    expect(missingActions(grants, needed)).toEqual(missing);
  });
});
