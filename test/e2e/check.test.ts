// Checks of the vault over HTTP and by the command, on a vault that somebody has harmed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobView } from '../../local/demo/vault.ts';
import { defaultControlContainer, objectsContainer } from '../../src/vault/layout.ts';
import type { TestAccount, TestApp } from '../support/app.ts';
import { startTestApp, VAULT_ID } from '../support/app.ts';
import { backUp, fill, finished, protect, refusal, restore } from '../support/backup-steps.ts';

const INSTANCE = 'files';
const COMMAND = fileURLToPath(new URL('../../tools/vault.mjs', import.meta.url));
let app: TestApp;
let data: TestAccount;
let point: string;

beforeAll(async () => {
  app = await startTestApp({ settings: { HOLDFAST_LANES: '2' } });
  const source = app.newAccount();
  await fill(
    source,
    Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`docs/${i}.txt`, `text ${i}`])),
  );
  await protect(app, INSTANCE, source);
  point = (await backUp(app, INSTANCE)).recoveryPointId!;
  data = await app.dataAccountOf(INSTANCE);
});
afterAll(() => app?.stop());

const check = async (body?: object): Promise<JobView> =>
  finished(app, await app.arm.start(`${VAULT_ID}/check`, body));

const codes = ({ details }: JobView): readonly string[] =>
  (JSON.parse(details.checkReport ?? '[]') as { code: string }[]).map(({ code }) => code);

const command = async (...args: string[]) => {
  const child = spawn(process.execPath, [COMMAND, 'check', '--url', `${app.baseUrl}${VAULT_ID}`, ...args]);
  const [said, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { said, exitCode: exitCode as number };
};

const control = (name: string) =>
  app.control.account.service.getContainerClient(defaultControlContainer).getBlockBlobClient(name);

test('a sound vault is found sound', async () => {
  const job = await check();
  expect(job).toMatchObject({ operation: 'Check', status: 'Completed', errors: [] });
  expect(job.details).toMatchObject({
    checkBlobs: '20',
    checkErrors: '0',
    checkWarnings: '0',
    checkRepair: 'false',
  });
  expect(codes(job)).toEqual([]);
  const listed = await app.arm.call<{ value: { name: string; properties: Record<string, unknown> }[] }>(
    'GET',
    `${VAULT_ID}/backupJobs?$filter=operation eq 'Check'`,
  );
  expect(listed.value.map(({ name }) => name)).toEqual([job.id]);
  expect(listed.value[0]?.properties).not.toHaveProperty('backupInstanceId');
  expect(await command()).toMatchObject({
    exitCode: 0,
    said: expect.stringContaining('20 blobs looked for: 0 errors'),
  });
});

test('what is wrong with it is said, and repaired where it can be', async () => {
  const objects: string[] = [];
  for await (const name of data.account.names(objectsContainer)) objects.push(name);
  await data.account.service.getContainerClient(objectsContainer).deleteBlob(objects[0] ?? '');
  const record = control(`recovery-points/${INSTANCE}/${point}.json`);
  await record.setMetadata({});
  await control('notes.txt').upload('x', 1);
  const leftover = control(`runs/${INSTANCE}/20200101T000000Z/slices/0000-000000.json`);
  const slice = JSON.stringify({ version: 1, lane: 0, seq: 0, parts: [], requests: 0 });
  await leftover.upload(slice, slice.length);
  // Of no recovery point, but perhaps of a backup to come: younger than the grace time.
  const hash = 'ab'.repeat(32);
  const young = data.account.service.getContainerClient(objectsContainer).getBlockBlobClient(`ab/${hash}`);
  await young.upload('young', 5);

  const first = await command();
  expect(first.exitCode).toBe(1);
  expect(first.said).toContain(`error: ${INSTANCE}/${point}`);
  expect(first.said).toContain('To do: Start a backup');
  expect(first.said).toContain(
    `warning: ${defaultControlContainer}/recovery-points/${INSTANCE}/${point}.json`,
  );
  expect(first.said).toContain('information: holdfast-vault/notes.txt');

  const repaired = await check({ repair: true });
  expect(repaired).toMatchObject({
    status: 'Completed',
    details: { checkRepaired: '3', checkInformation: '1' },
  });
  expect([...codes(repaired)].sort()).toEqual([
    'LeftoverOfRun',
    'ListMetadataStale',
    'ObjectRestored',
    'UnknownBlob',
  ]);
  expect(await leftover.exists()).toBe(false);
  expect(await young.exists()).toBe(true);
  expect(await control('notes.txt').exists()).toBe(true);
  expect(await command()).toMatchObject({ exitCode: 0 });
  const target = app.newAccount();
  expect(await restore(app, INSTANCE, { point, target })).toMatchObject({ status: 'Completed' });
});

test('what cannot be read is named, and nothing else is lost for it', async () => {
  const name = `verifications/${INSTANCE}/${point}.json`;
  await control(name).upload('{', 1);
  const job = await check({ repair: true });
  expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'VaultCheckFailed' }] });
  expect(codes(job)).toContain('DocumentDamaged');
  await control(name).delete();
});

test('a body that is wrong is refused', async () => {
  expect(await refusal(app, 'POST', `${VAULT_ID}/check`, { repair: 'yes' })).toMatchObject({
    status: 400,
    code: 'UserErrorInvalidRequest',
    message: expect.stringContaining('repair must be of type boolean'),
  });
});
