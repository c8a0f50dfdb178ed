// SAN volumes under protection: what is stored, what is refused, and what their backups are started with.

import { beforeEach, describe, expect, it } from 'vitest';
import type { VolumeProtectionRequest } from '../../../src/domain/protection/protection-request.ts';
import { configureProtection } from '../../../src/operations/configure-protection.ts';
import { startBackup } from '../../../src/operations/start-backup.ts';
import { startDueBackups } from '../../../src/operations/start-due-backups.ts';
import { validateForBackup } from '../../../src/operations/validate-for-backup.ts';
import { builtInPolicy } from '../../../src/vault/documents/policy.ts';
import { orchestrations } from '../../../src/workflows/catalogue.ts';
import { groupId, snapshotGroup, subscription, volumeId } from '../../contract/resources/world.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { volumePolicyDefinition } from '../../support/policy-fixture.ts';
import { volumeSettings } from '../../support/volume-settings.ts';

const datasourceType = 'Microsoft.ElasticSan/elasticSans/volumeGroups';
const source = { volumeId, snapshotResourceGroupId: snapshotGroup, sku: 'Standard_LRS' } as const;

let fixture: OperationsFixture;
beforeEach(async () => {
  fixture = operationsFixture();
  const definition = volumePolicyDefinition();
  await fixture.vault.policies.put({ ...builtInPolicy, name: 'San', definition }, undefined);
});

const asked: VolumeProtectionRequest & { readonly name: string } = {
  name: 'sql',
  datasourceType,
  policyName: 'san',
  validation: 'shallow',
  source,
};

const configure = (change: Partial<typeof asked> = {}) =>
  configureProtection(fixture.deps)({ ...asked, ...change });

describe('protecting a volume', () => {
  it('stores it without a data account', async () => {
    expect(await configure()).toMatchObject({ ok: true, value: { created: true } });
    expect(await configure({ friendlyName: 'SQL' })).toMatchObject({ ok: true, value: { created: false } });
    expect((await fixture.vault.instances.list())[0]).toMatchObject({
      version: 2,
      kind: 'elasticSanVolume',
      name: 'sql',
      friendlyName: 'SQL',
      datasourceType,
      policyName: 'San',
      state: 'ProtectionConfigured',
      source,
    });
    expect(await fixture.vault.dataAccounts.list()).toEqual([]);
  });

  const other = `${subscription.slice(0, -1)}6/resourceGroups/snapshots`;
  it.each<[string, Partial<typeof asked>, string]>([
    [
      'a volume that is not there',
      { source: { ...source, volumeId: `${groupId}/volumes/gone` } },
      'UserErrorVolumeNotFound',
    ],
    [
      'no such resource group',
      { source: { ...source, snapshotResourceGroupId: `${snapshotGroup}x` } },
      'UserErrorSnapshotRGNotFound',
    ],
    [
      'a resource group elsewhere',
      { source: { ...source, snapshotResourceGroupId: other } },
      'UserErrorSnapshotRGSubscriptionMismatch',
    ],
    ['a policy for blobs', { policyName: 'DailyPolicy' }, 'UserErrorInvalidRequest'],
  ])('refuses %s', async (_, change, code) => {
    expect(await configure(change)).toMatchObject({ ok: false, failure: { code } });
    expect(await fixture.vault.instances.list()).toEqual([]);
  });

  it('protects one volume once, whatever the case of its ID', async () => {
    await configure();
    const again = { name: 'two', source: { ...source, volumeId: volumeId.toUpperCase() } };
    expect(await configure(again)).toMatchObject({
      failure: { code: 'UserErrorDppDatasourceAlreadyProtected' },
    });
  });

  it('refuses a volume in another region than the vault', async () => {
    const settings = { ...fixture.deps.settings, location: 'northeurope' };
    expect(await configureProtection({ ...fixture.deps, settings })(asked)).toMatchObject({
      ok: false,
      failure: { target: 'properties.dataSourceInfo.resourceID' },
    });
  });

  it('refuses a volume whose snapshots the app may not take', async () => {
    fixture.cloud.change({ notActions: ['Microsoft.ElasticSan/elasticSans/volumeGroups/snapshots/write'] });
    const refused = {
      code: 'UserErrorMissingRequiredPermissions',
      message: expect.stringContaining(groupId),
    };
    expect(await configure()).toMatchObject({ ok: false, failure: refused });
    expect(await validateForBackup(fixture.deps)(asked)).toMatchObject([refused]);
    expect(await fixture.vault.instances.list()).toEqual([]);
  });

  it('refuses a volume above the limit', async () => {
    const settings = { ...fixture.deps.settings, volumes: { ...volumeSettings, maxVolumeGiB: 0 } };
    expect(await configureProtection({ ...fixture.deps, settings })(asked)).toMatchObject({
      failure: { code: 'UserErrorVolumeTooLarge' },
    });
  });
});

describe('its backups', () => {
  it('run the workflow of volumes, asked for or due', async () => {
    await configure();
    const request = { backupInstance: 'sql', ruleName: 'BackupDaily', requestId: 'r' };
    const started = await startBackup(fixture.deps)(fixture.workflows, request);
    const jobId = started.ok ? started.value.jobId : '';
    const job = (await fixture.vault.jobs.get(jobId))?.document;
    expect(job?.subTasks.map(({ name }) => name)).toContain('Export to disk snapshot');
    fixture.at('2026-11-23T12:00:00Z');
    expect(await startDueBackups(fixture.deps)(fixture.workflows)).toEqual({ started: 1, waiting: 0 });
    expect(fixture.workflows.started).toMatchObject([
      {
        workflow: orchestrations.backUpElasticSanVolume,
        input: {
          trigger: 'adhoc',
          source,
          policyName: 'San',
          retentionTag: 'Default',
          settings: volumeSettings,
        },
      },
      { workflow: orchestrations.backUpElasticSanVolume, input: { trigger: 'scheduled', source } },
    ]);
  });
});
