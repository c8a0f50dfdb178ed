// Ten on-demand backups and ten restores of a SAN volume in 24 hours: exactly, also of requests at the same moment.

import { beforeEach, describe, expect, it } from 'vitest';
import { failureToError } from '../../../src/api/arm/api-error.ts';
import type { Failure, Outcome } from '../../../src/domain/shared/failure.ts';
import { startBackup } from '../../../src/operations/start-backup.ts';
import { startRestore } from '../../../src/operations/start-restore.ts';
import { builtInPolicy } from '../../../src/vault/documents/policy.ts';
import { disk, snapshotGroup, volumeId } from '../../contract/resources/world.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { volumePolicyDefinition } from '../../support/policy-fixture.ts';
import { sampleJob } from '../../support/vault-fixture.ts';

type Started = Outcome<{ readonly jobId: string }>;
type Ask = (requestId: string) => Promise<Started>;

const recoveryPointId = '20261122T020000Z';
let fixture: OperationsFixture;

beforeEach(async () => {
  fixture = operationsFixture();
  const { vault } = fixture;
  await vault.policies.put(
    { ...builtInPolicy, name: 'San', definition: volumePolicyDefinition() },
    undefined,
  );
  const at = '2026-11-22T02:00:00.000Z';
  const source = { volumeId, snapshotResourceGroupId: snapshotGroup, sku: 'Standard_LRS' } as const;
  await vault.instances.put({
    version: 2,
    kind: 'elasticSanVolume',
    name: 'sql',
    friendlyName: 'sql',
    datasourceType: 'Microsoft.ElasticSan/elasticSans/volumeGroups',
    source,
    policyName: 'San',
    state: 'ProtectionConfigured',
    createdAt: at,
    updatedAt: at,
  });
  await vault.volumePoints.commit({
    version: 2,
    kind: 'elasticSanVolume',
    backupInstance: 'sql',
    id: recoveryPointId,
    time: at,
    completedAt: at,
    trigger: 'scheduled',
    retentionTag: 'Default',
    policyName: 'San',
    jobId: sampleJob(0).id,
    sourceVolumeId: volumeId,
    diskSnapshotId: '/snapshot',
    sku: 'Standard_LRS',
    location: 'westeurope',
    sizeBytes: 1,
  });
});

const backUp: Ask = (requestId) =>
  startBackup(fixture.deps)(fixture.workflows, {
    backupInstance: 'sql',
    ruleName: 'BackupDaily',
    requestId,
  });

const restoreTo =
  (dryRun: boolean): Ask =>
  (requestId) =>
    startRestore(fixture.deps)(fixture.workflows, {
      backupInstance: 'sql',
      order: {
        recoveryPointId,
        volumeTarget: { kind: 'disk', diskId: disk(requestId), sku: 'Premium_LRS' },
        dryRun,
      },
      requestId,
    });

const inTurn = async (ask: Ask, count: number): Promise<readonly Started[]> => {
  const started: Started[] = [];
  for (let n = 0; n < count; n += 1) started.push(await ask(`r${n}`));
  return started;
};

const refusal = (started: Started): Failure | undefined => (started.ok ? undefined : started.failure);

describe.each<[string, Ask, string]>([
  ['on-demand backups', backUp, 'HOLDFAST_SAN_BACKUPS_PER_DAY'],
  ['restores', restoreTo(false), 'HOLDFAST_SAN_RESTORES_PER_DAY'],
])('%s', (what, ask, setting) => {
  it('are ten in 24 hours, and the refusal says when there is room again', async () => {
    expect((await inTurn(ask, 10)).every(({ ok }) => ok)).toBe(true);
    fixture.at('2026-11-23T11:00:00Z');
    const failure = refusal(await ask('more'));
    expect(failure).toEqual({
      code: 'UserErrorDailyLimitReached',
      message: `The backup instance sql had 10 ${what} in the last 24 hours; the limit is 10.`,
      recommendedAction: [`Try again after 2026-11-23T12:00:00.000Z, or raise ${setting}.`],
      retryAfterSeconds: 3_600,
    });
    expect(failureToError(failure as Failure)).toMatchObject({
      status: 429,
      headers: { 'Retry-After': '3600' },
    });
    expect(fixture.workflows.started).toHaveLength(10);
    expect((await fixture.vault.jobs.list()) as { items: object[] }).toMatchObject({
      items: { length: 10 },
    });
    fixture.at('2026-11-23T12:00:00Z');
    expect(await ask('next day')).toMatchObject({ ok: true });
  });

  it('are ten too where twenty are asked for at the same moment', async () => {
    const started = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(`r${n}`)));
    expect(started.filter(({ ok }) => ok)).toHaveLength(10);
    expect(started.flatMap((one) => refusal(one)?.code ?? [])).toEqual(
      Array.from({ length: 10 }, () => 'UserErrorDailyLimitReached'),
    );
    expect(fixture.workflows.started).toHaveLength(10);
  });

  it.each(['Failed', 'Cancelled'] as const)('that are %s do not count', async (status) => {
    const [first] = await inTurn(ask, 10);
    const jobId = first?.ok === true ? first.value.jobId : '';
    await fixture.vault.jobs.update(jobId, (job) => ({ ...job, status }));
    expect(await ask('instead')).toMatchObject({ ok: true });
    expect(await ask('more')).toMatchObject({ ok: false });
  });
});

it('backups and restores count apart, and dry runs of restores not at all', async () => {
  await inTurn(backUp, 10);
  await inTurn(restoreTo(true), 12);
  expect((await inTurn(restoreTo(false), 10)).every(({ ok }) => ok)).toBe(true);
  expect(refusal(await restoreTo(false)('more'))?.code).toBe('UserErrorDailyLimitReached');
  expect(await restoreTo(true)('dry')).toMatchObject({ ok: true });
});
