// What is kept of verifications: the later one stands, lists need no document, and slices are written once.

import { describe, expect, test } from 'vitest';
import { noVerificationCounters } from '../../../src/domain/verification/counters.ts';
import { noDamage } from '../../../src/domain/verification/damage.ts';
import { sampleJob, sampleVerification, vaultFixture } from '../../support/vault-fixture.ts';

const id = '20261122T020000Z';

describe('verifications', () => {
  test('are found beside the point, and listed without being read', async () => {
    const { vault, control } = vaultFixture();
    await vault.verifications.put(sampleVerification(id));
    await vault.verifications.put(sampleVerification('20261123T020000Z', { status: 'intact' }));
    expect(await vault.verifications.get('contoso', id)).toEqual(sampleVerification(id));
    const before = control.requests();
    expect(await vault.verifications.damaged('contoso')).toEqual(new Set([id]));
    expect(control.requests() - before).toBe(1);
    expect((await vault.verifications.summaries('contoso')).get(id)).toEqual({
      recoveryPointId: id,
      jobId: sampleJob(1).id,
      completedAt: '2026-11-22T03:00:00.000Z',
      samplePercent: 100,
      status: 'damaged',
      damagedBlobs: 2,
    });
    await vault.verifications.remove('contoso', id);
    await vault.verifications.remove('contoso', id);
    expect(await vault.verifications.get('contoso', id)).toBeUndefined();
  });

  test('stand until a later one comes', async () => {
    const { vault } = vaultFixture();
    const first = sampleVerification(id, { completedAt: '2026-11-22T03:00:00.000Z' });
    const second = sampleVerification(id, { completedAt: '2026-11-22T04:00:00.000Z', status: 'intact' });
    await vault.verifications.put(second);
    await vault.verifications.put(first);
    expect(await vault.verifications.get('contoso', id)).toEqual(second);
  });

  test('list by the document where the metadata is gone', async () => {
    const { vault, control } = vaultFixture();
    await vault.verifications.put(sampleVerification(id));
    const name = `verifications/contoso/${id}.json`;
    const stored = await control.read('holdfast-vault', name);
    await control.write('holdfast-vault', name, stored?.bytes ?? new Uint8Array());
    expect(await vault.verifications.damaged('contoso')).toEqual(new Set([id]));
  });
});

test('slices are written once, listed in order, and removed', async () => {
  const { vault } = vaultFixture();
  const { id: jobId } = sampleJob(0);
  const slice = { version: 1 as const, counters: noVerificationCounters, damage: noDamage };
  const first = {
    ...slice,
    lane: 0,
    seq: 0,
    cursor: { from: 0, to: 9, after: { container: 'a', name: 'b' } },
  };
  await vault.verificationSlices.putOnce(jobId, { ...slice, lane: 1, seq: 0 });
  await vault.verificationSlices.putOnce(jobId, first);
  expect(await vault.verificationSlices.putOnce(jobId, { ...slice, lane: 0, seq: 0 })).toEqual(first);
  expect(await vault.verificationSlices.get(jobId, 0, 0)).toEqual(first);
  expect((await vault.verificationSlices.list(jobId)).map(({ lane }) => lane)).toEqual([0, 1]);
  await vault.verificationSlices.removeAll(jobId);
  expect(await vault.verificationSlices.list(jobId)).toEqual([]);
});
