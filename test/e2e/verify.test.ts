// Verification over HTTP: intact, sampled, damaged in the vault by somebody else, and healed by the next backup.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobView } from '../../local/demo/vault.ts';
import { chunksContainer, objectsContainer } from '../../src/vault/layout.ts';
import type { TestAccount, TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, fill, finished, instancePath, protect, refusal, restore } from '../support/backup-steps.ts';

const INSTANCE = 'files';
let app: TestApp;
let source: TestAccount;
let data: TestAccount;
let point: string;

beforeAll(async () => {
  app = await startTestApp({ settings: { HOLDFAST_LANES: '2' } });
  source = app.newAccount();
  const blobs = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`docs/folder/${i}.txt`, `text ${i}`]),
  );
  await fill(source, { ...blobs, 'logs/app.log': 'log', 'logs/empty': '' });
  await protect(app, INSTANCE, source);
  point = (await backUp(app, INSTANCE)).recoveryPointId!;
  data = await app.dataAccountOf(INSTANCE);
});
afterAll(() => app?.stop());

const pointPath = (id: string): string => `${instancePath(INSTANCE)}/recoveryPoints/${id}`;

const verify = async (id: string, body?: object): Promise<JobView> =>
  finished(app, await app.arm.start(`${pointPath(id)}/verify`, body));

interface Point {
  readonly name: string;
  readonly properties: { readonly verification?: Readonly<Record<string, unknown>> };
}

const shown = async (id: string) => {
  const got = await app.arm.call<Point>('GET', pointPath(id));
  const { value } = await app.arm.call<{ value: Point[] }>('GET', `${instancePath(INSTANCE)}/recoveryPoints`);
  return {
    got: got.properties.verification,
    listed: value.find(({ name }) => name === id)?.properties.verification,
  };
};

const vaultBlob = (container: string, name: string) =>
  data.account.service.getContainerClient(container).getBlockBlobClient(name);

test('a recovery point is verified, all of it or a sample, and says so', async () => {
  expect(await shown(point)).toEqual({ got: undefined, listed: undefined });
  const job = await verify(point);
  expect(job).toMatchObject({ operation: 'Verify', status: 'Completed', recoveryPointId: point, errors: [] });
  expect(job.details).toMatchObject({
    verificationBlobs: '42',
    verificationReadBlobs: '42',
    verificationConfirmed: '42',
    verificationSamplePercent: '100',
  });
  const listed = { status: 'Intact', jobId: job.id, samplePercent: 100, damagedBlobs: 0 };
  expect(await shown(point)).toMatchObject({ listed, got: { ...listed, counts: { blobs: 42, missing: 0 } } });
  const sampled = await verify(point, { samplePercent: 1 });
  expect(sampled).toMatchObject({ status: 'Completed' });
  expect(Number(sampled.details.verificationReadBlobs)).toBeLessThan(42);
});

test('what somebody deleted or changed in the vault is found, named, and healed by the next backup', async () => {
  const names: string[] = [];
  for await (const name of data.account.names(objectsContainer)) names.push(name);
  const chunks: string[] = [];
  for await (const name of data.account.names(chunksContainer)) chunks.push(name);
  const [deleted = '', changed = '', cut = ''] = names;
  await vaultBlob(objectsContainer, deleted).delete();
  const { contentLength = 0 } = await vaultBlob(objectsContainer, changed).getProperties();
  await vaultBlob(objectsContainer, changed).upload('#'.repeat(contentLength), contentLength);
  await vaultBlob(objectsContainer, cut).upload('much longer than it was', 23);

  const job = await verify(point, { samplePercent: 1 });
  expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'RecoveryPointDamaged' }] });
  expect(job.details).toMatchObject({
    verificationMissing: '1',
    verificationContentDiffers: '1',
    verificationSizeDiffers: '1',
  });
  const { got, listed } = await shown(point);
  expect(listed).toMatchObject({ status: 'Damaged', damagedBlobs: 3 });
  const objects = [deleted, changed, cut].map((name) => name.slice(3)).sort();
  const examples = got?.damagedExamples as { object: string; container: string }[];
  expect(examples.map(({ object }) => object).sort()).toEqual(objects);
  expect(got).toMatchObject({ damagedContainers: expect.any(Array), counts: { blobs: 42, missing: 1 } });

  const healed = await backUp(app, INSTANCE);
  expect(healed).toMatchObject({ status: 'Completed', details: { backupCopiedBlobs: '3' } });
  expect(await verify(point)).toMatchObject({ status: 'Completed' });
  expect((await shown(point)).listed).toMatchObject({ status: 'Intact' });

  for (const name of chunks) await vaultBlob(chunksContainer, name).upload('damaged', 7);
  const lost = await verify(point);
  expect(lost.details).toMatchObject({ verificationUnreachable: '42', verificationDamagedChunks: '1' });
  const again = await backUp(app, INSTANCE);
  expect(again).toMatchObject({ status: 'Completed', details: { backupCopiedBlobs: '0' } });
  expect(await verify(again.recoveryPointId!)).toMatchObject({ status: 'Completed' });
  const target = app.newAccount();
  expect(await restore(app, INSTANCE, { point: again.recoveryPointId!, target })).toMatchObject({
    status: 'Completed',
    details: { restoreVerified: '42' },
  });
});

test.each([
  [{ samplePercent: 0 }, 400, 'samplePercent must be a whole number from 1 to 100'],
  [{ samplePercent: 101 }, 400, 'samplePercent must be a whole number from 1 to 100'],
  [{ samplePercent: 1.5 }, 400, 'samplePercent must be a whole number from 1 to 100'],
  [{ samplePercent: '10' }, 400, 'samplePercent must be a whole number from 1 to 100'],
] as const)('%j is refused', async (body, status, message) => {
  const answer = await refusal(app, 'POST', `${pointPath(point)}/verify`, body);
  expect(answer).toMatchObject({ status, code: 'UserErrorInvalidRequest' });
  expect(answer.message).toContain(message);
});

test('what is not there cannot be verified', async () => {
  const nothing = `${instancePath(INSTANCE)}/recoveryPoints/20200101T000000Z/verify`;
  expect(await refusal(app, 'POST', nothing)).toMatchObject({ status: 404, code: 'ResourceNotFound' });
  const nobody = `${instancePath('nobody')}/recoveryPoints/${point}/verify`;
  expect(await refusal(app, 'POST', nobody)).toMatchObject({ status: 404 });
  expect(await refusal(app, 'GET', `${pointPath(point)}/verify`)).toMatchObject({ status: 405 });
});
