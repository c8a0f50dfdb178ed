// The catalogue of recovery points: committed once, listed newest first.

import { expect, test } from 'vitest';
import { FaultScript, withFaults } from '../../../src/memory/faults.ts';
import { defaultControlContainer } from '../../../src/vault/layout.ts';
import { createVault } from '../../../src/vault/vault.ts';
import { controlAccountId, samplePoint, vaultFixture } from '../../support/vault-fixture.ts';

const ids = ['20261120T020000Z', '20261121T020000Z', '20261121T020000Z-0a1b2c3d', '20261122T020000Z'];

test('one of many commits of the same point stands, and the others are told which', async () => {
  const { vault } = vaultFixture();
  const points = [1, 2, 3, 4].map((blobs) => samplePoint('20261122T020000Z', { blobs }));
  const outcomes = await Promise.all(points.map((point) => vault.recoveryPoints.commit(point)));
  const winner = points[outcomes.findIndex(({ committed }) => committed)];
  expect(outcomes.filter(({ committed }) => committed)).toHaveLength(1);
  expect(await vault.recoveryPoints.get('contoso', '20261122T020000Z')).toEqual(winner);
  for (const outcome of outcomes) if (!outcome.committed) expect(outcome.existing).toEqual(winner);
});

test('a commit whose answer was lost is committed when it is repeated', async () => {
  const { accounts, control } = vaultFixture();
  await control.createContainer(defaultControlContainer);
  const script = new FaultScript([{ method: 'write', call: 1, when: 'after' }]);
  const storage = withFaults('storageAccounts', accounts, script.next);
  const vault = createVault({ control: storage.open(controlAccountId), storage });
  const point = samplePoint('20261122T020000Z');
  await expect(vault.recoveryPoints.commit(point)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await vault.recoveryPoints.commit(point)).toEqual({ committed: true });
});

test('lists are newest first on every page, and only of the instance', async () => {
  const { vault } = vaultFixture();
  for (const id of ids) await vault.recoveryPoints.commit(samplePoint(id));
  await vault.recoveryPoints.commit(samplePoint('20261201T020000Z', { backupInstance: 'contoso-2' }));
  for (const top of [1, 2, 3, 4, 100]) {
    const found: string[] = [];
    let continuation: string | undefined;
    do {
      const request = { top, ...(continuation === undefined ? {} : { continuation }) };
      const page = await vault.recoveryPoints.list('contoso', request);
      if (page === 'bad-continuation') throw new Error('Our own token was refused');
      expect(page.items.length).toBeLessThanOrEqual(top);
      found.push(...page.items.map(({ id }) => id));
      continuation = page.continuation;
    } while (continuation !== undefined);
    expect(found).toEqual(ids.toReversed());
  }
});

test('the newest is the one with the latest time', async () => {
  const { vault } = vaultFixture();
  for (const id of ids.toReversed()) await vault.recoveryPoints.commit(samplePoint(id));
  expect((await vault.recoveryPoints.newest('contoso'))?.id).toBe('20261122T020000Z');
});

test('ten years of daily points are listed in one request', async () => {
  const { control, vault } = vaultFixture();
  const day = 86_400_000;
  const first = Date.UTC(2017, 0, 1, 2);
  for (let i = 0; i < 3650; i += 1) {
    const id = `${new Date(first + i * day).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    await vault.recoveryPoints.commit(samplePoint(id));
  }
  const before = control.requests();
  const page = await vault.recoveryPoints.list('contoso', { top: 5000 });
  expect(page === 'bad-continuation' ? 0 : page.items.length).toBe(3650);
  expect(control.requests() - before).toBe(1);
});

test.each(['', 'x', '../contoso/20261122T020000Z', '20261122T020000Z.json'])(
  'a recovery point %j cannot exist',
  async (id) => {
    const { vault } = vaultFixture();
    await vault.recoveryPoints.commit(samplePoint('20261122T020000Z'));
    expect(await vault.recoveryPoints.get('contoso', id)).toBeUndefined();
  },
);
