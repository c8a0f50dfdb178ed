// The comparison that the demonstration stands on: every way in which a restored blob can be wrong is told.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Account } from '../../local/demo/account.ts';
import type { AccountState } from '../../local/demo/blob-state.ts';
import { keyOf } from '../../local/demo/blob-state.ts';
import { compareAccount } from '../../local/demo/compare-account.ts';
import type { TestAzurite } from '../support/azurite.ts';
import { startTestAzurite } from '../support/azurite.ts';

const blob = {
  container: 'data',
  name: 'a b.txt',
  headers: { blobContentType: 'text/plain' },
  metadata: { kind: 'test' },
};

let azurite: TestAzurite;
let account: Account;
let expected: AccountState;

beforeAll(async () => {
  azurite = await startTestAzurite();
});
afterAll(() => azurite?.stop());
beforeEach(async () => {
  account = new Account(azurite.blobEndpoint, azurite.takeAccount());
  await account.createContainer('data');
  const state = await account.write(blob, Buffer.from('content'));
  expected = new Map([[keyOf(state), state]]);
});

const compare = () => compareAccount(account, expected, () => undefined);

describe('a comparison', () => {
  test('finds an equal account equal', async () => {
    expect(await compare()).toEqual({ blobs: 1, bytes: 7, equal: 1, differences: [] });
  });

  test.each([
    ['a blob that is missing', () => account.delete('data', blob.name), 'is missing'],
    ['another size', () => account.write(blob, Buffer.from('longer content')), '14 bytes instead of 7'],
    ['other bytes of the same size', () => account.write(blob, Buffer.from('CONTENT')), 'other content'],
    [
      'other metadata',
      () => account.write({ ...blob, metadata: { kind: 'other' } }, Buffer.from('content')),
      'metadata',
    ],
    [
      'another content type',
      () => account.write({ ...blob, headers: { blobContentType: 'text/html' } }, Buffer.from('content')),
      'headers',
    ],
    [
      'another header more',
      () =>
        account.write(
          { ...blob, headers: { ...blob.headers, blobCacheControl: 'no-store' } },
          Buffer.from('content'),
        ),
      'headers',
    ],
  ])('tells %s', async (_what, spoil, told) => {
    await spoil();
    const { equal, differences } = await compare();
    expect(equal).toBe(0);
    expect(differences).toEqual([expect.stringContaining(told)]);
  });

  test('tells a blob that was not in the source', async () => {
    await account.write({ ...blob, name: 'extra' }, Buffer.from('x'));
    const { equal, differences } = await compare();
    expect(equal).toBe(1);
    expect(differences).toEqual(['data/extra: was not in the source']);
  });
});
