// Intents to delete: written once, and then decided or withdrawn, never both.

import { beforeEach, describe, expect, test } from 'vitest';
import type { Deletions } from '../../../src/vault/stores/deletions.ts';
import { dataAccountId, sampleJob, vaultFixture } from '../../support/vault-fixture.ts';

const id = '20261122T020000Z';
const request = {
  version: 1,
  backupInstance: 'contoso',
  recoveryPointId: id,
  reason: { kind: 'requested' },
  jobId: sampleJob(0).id,
  since: '2026-11-22T05:00:00.000Z',
  manifestRoot: 'ab'.repeat(32),
  dataAccountId,
} as const;

let deletions: Deletions;
beforeEach(() => {
  deletions = vaultFixture().vault.deletions;
});

describe('an intent', () => {
  test('is written once: the first stands', async () => {
    const first = await deletions.intend(request);
    const second = await deletions.intend({ ...request, jobId: sampleJob(1).id });
    expect(second).toEqual(first);
    expect(await deletions.list('contoso')).toEqual([first]);
    expect(await deletions.list('other')).toEqual([]);
  });

  test('that was decided cannot be withdrawn by who saw it undecided', async () => {
    const seen = await deletions.intend(request);
    expect(await deletions.decide(seen)).toMatchObject({ document: { state: 'decided' } });
    expect(await deletions.withdraw(seen)).toBe(false);
    expect((await deletions.get('contoso', id))?.document.state).toBe('decided');
  });

  test('that was withdrawn cannot be decided any more', async () => {
    const seen = await deletions.intend(request);
    expect(await deletions.withdraw(seen)).toBe(true);
    expect(await deletions.decide(seen)).toBeUndefined();
    expect(await deletions.get('contoso', id)).toBeUndefined();
  });

  test('is decided as often as you like', async () => {
    const seen = await deletions.intend(request);
    const decided = await deletions.decide(seen);
    expect(await deletions.decide(seen)).toEqual(decided);
    expect(decided && (await deletions.decide(decided))).toEqual(decided);
    await deletions.remove('contoso', id);
    await deletions.remove('contoso', id);
    expect(await deletions.list('contoso')).toEqual([]);
  });

  test('of a name that no recovery point can have is not there', async () => {
    expect(await deletions.get('contoso', '../../x')).toBeUndefined();
  });
});
