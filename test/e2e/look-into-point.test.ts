// Browsing a recovery point and comparing two, over HTTP.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, fill, instancePath, protect, refusal } from '../support/backup-steps.ts';

let app: TestApp;
let first: string;
let second: string;

beforeAll(async () => {
  app = await startTestApp();
  const source = app.newAccount();
  await fill(source, { 'docs/read me': 'x', 'docs/a/1': '1', 'docs/a/2': '22', 'logs/l': 'l' });
  await protect(app, 'shop', source);
  first = (await backUp(app, 'shop')).recoveryPointId!;
  await source.account.delete('docs', 'a/1');
  await fill(source, { 'docs/a/2': 'changed', 'docs/b/new': 'new' });
  second = (await backUp(app, 'shop')).recoveryPointId!;
});
afterAll(() => app?.stop());

const points = `${instancePath('shop')}/recoveryPoints`;
const list = async (path: string): Promise<readonly object[]> =>
  (await app.arm.call<{ value: readonly object[] }>('GET', `${points}/${path}`)).value;

test('a recovery point is browsed from its containers down', async () => {
  expect(await list(`${first}/items`)).toEqual([
    { objectType: 'Container', name: 'docs', path: 'docs/', blobs: 3, bytes: 4 },
    { objectType: 'Container', name: 'logs', path: 'logs/', blobs: 1, bytes: 1 },
  ]);
  expect(await list(`${first}/items?prefix=docs/`)).toMatchObject([
    { objectType: 'Folder', path: 'docs/a/' },
    { objectType: 'Blob', path: 'docs/read me', bytes: 1, contentMD5: expect.any(String) },
  ]);
  expect(await list(`${second}/items?prefix=docs/a/`)).toMatchObject([{ path: 'docs/a/2', bytes: 7 }]);
});

test('two recovery points are compared, by container and by folder', async () => {
  const none = { added: 0, changed: 0, deleted: 0, bytesBefore: 0, bytesAfter: 0 };
  expect(await list(`${first}/diff/${second}`)).toEqual([
    { path: 'docs/', added: 1, changed: 1, deleted: 1, bytesBefore: 3, bytesAfter: 10 },
  ]);
  expect(await list(`${first}/diff/${second}?prefix=docs/`)).toEqual([
    { ...none, path: 'docs/a/', changed: 1, deleted: 1, bytesBefore: 3, bytesAfter: 7 },
    { ...none, path: 'docs/b/', added: 1, bytesAfter: 3 },
  ]);
  expect(await list(`${second}/diff/${second}`)).toEqual([]);
});

test.each([
  ['items?prefix=docs', 400, 'InvalidQueryParameter'],
  ['items?prefix=docs/&$skipToken=nonsense', 400, 'InvalidQueryParameter'],
  ['diff/20200101T000000Z', 404, 'ResourceNotFound'],
])('%s is refused', async (path, status, code) => {
  expect(await refusal(app, 'GET', `${points}/${first}/${path}`)).toMatchObject({ status, code });
});
