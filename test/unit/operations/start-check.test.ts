// A check is asked for: what workflows have left behind is told to it, and with repair closed first.

import { expect, test } from 'vitest';
import { startCheck } from '../../../src/operations/start-check.ts';
import type { CheckVaultInput } from '../../../src/workflows/catalogue/check.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { sampleInstance, sampleJob } from '../../support/vault-fixture.ts';

const abandonedVault = async () => {
  const fixture = operationsFixture();
  const { vault } = fixture;
  await vault.instances.put(sampleInstance('contoso'));
  const job = sampleJob(0);
  const held = { orchestrationId: job.orchestrationId, jobId: job.id, since: job.startTime };
  await vault.jobs.create(job);
  await vault.locks.acquire('contoso', { ...held, kind: 'backup' });
  await vault.pins.add({ ...held, backupInstance: 'contoso', recoveryPointId: '20261122T020000Z' });
  return { ...fixture, job };
};

const told = (id: string) => [
  `lock of contoso, job ${id}`,
  `pin of contoso/20261122T020000Z, job ${id}`,
  `job ${id}`,
];

test('without repair everything is told and left', async () => {
  const { deps, workflows, vault, job } = await abandonedVault();
  const started = await startCheck(deps)(workflows, { repair: false, requestId: 'one' });
  const { jobId } = started.ok ? started.value : { jobId: '' };
  const [{ workflow, id, input }] = workflows.started as unknown as readonly [
    { workflow: string; id: string; input: CheckVaultInput },
  ];
  expect([workflow, id]).toEqual(['checkVault', `check:${jobId}`]);
  expect(input).toMatchObject({ jobId, repair: false, abandoned: told(job.id), settings: { lanes: 4 } });
  expect(await vault.locks.list()).toHaveLength(1);
  expect((await vault.jobs.get(job.id))?.document.status).toBe('InProgress');
  const check = (await vault.jobs.get(jobId))?.document;
  expect(check).toMatchObject({ operation: 'Check', status: 'InProgress', isUserTriggered: true });
  expect(check).not.toHaveProperty('backupInstance');
});

test('with repair it is closed, and told', async () => {
  const { deps, workflows, vault, job } = await abandonedVault();
  await startCheck(deps)(workflows, { repair: true, requestId: 'one' });
  expect(await vault.locks.list()).toEqual([]);
  expect(await vault.pins.list('contoso')).toEqual([]);
  expect((await vault.jobs.get(job.id))?.document.status).toBe('Failed');
  const [{ input }] = workflows.started as unknown as readonly [{ input: CheckVaultInput }];
  expect(input.abandoned).toEqual(told(job.id));
});

test('a lock that cannot be read keeps no check from starting', async () => {
  const { deps, workflows, control } = await abandonedVault();
  await control.write('holdfast-vault', 'locks/contoso.json', new TextEncoder().encode('{'));
  expect(await startCheck(deps)(workflows, { repair: true, requestId: 'one' })).toMatchObject({ ok: true });
});
