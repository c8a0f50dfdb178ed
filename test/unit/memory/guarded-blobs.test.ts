// Blobs in memory that a policy, a hold or a lease keeps: refused as Azure refuses it, until the policy ends.

import { expect, test } from 'vitest';
import { MemoryStorageAccounts } from '../../../src/memory/memory-storage-accounts.ts';

const accountId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/kept';

test('what is immutable can neither be replaced nor deleted before its time, and says when that is', async () => {
  let now = 0;
  const storage = new MemoryStorageAccounts({ now: () => now });
  const account = storage.add(accountId);
  const store = storage.open(accountId);
  account.createContainer('data');
  for (const name of ['policy', 'hold', 'free']) account.putText('data', name, name);
  account.change('data', 'policy', { guard: 'immutable', guardedUntil: 5_000 });
  account.change('data', 'hold', { guard: 'legal-hold' });

  expect(await store.head('data', 'policy')).toMatchObject({ immutableUntil: 5_000 });
  expect(await store.head('data', 'hold')).toMatchObject({ legalHold: true });
  expect(await store.deleteMany('data', ['policy', 'hold', 'free'])).toMatchObject([
    { outcome: 'refused', error: { code: 'immutable', serviceCode: 'BlobImmutableDueToPolicy' } },
    { outcome: 'refused', error: { code: 'immutable', serviceCode: 'BlobImmutableDueToLegalHold' } },
    { outcome: 'deleted' },
  ]);
  await expect(store.write('data', 'policy', new Uint8Array())).rejects.toMatchObject({ code: 'immutable' });

  now = 5_000;
  expect(await store.deleteMany('data', ['policy', 'hold'])).toMatchObject([
    { outcome: 'deleted' },
    { outcome: 'refused' },
  ]);
});
