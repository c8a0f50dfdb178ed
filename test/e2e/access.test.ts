// Roles over HTTP, with App Service's header as the platform would set it: who may look, who may back up, and what is
// written down of it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultControlContainer } from '../../src/vault/layout.ts';
import type { TestAccount, TestApp } from '../support/app.ts';
import { readJson, startTestApp, VAULT_ID } from '../support/app.ts';
import { backupBody, fill, instanceBody, instancePath } from '../support/backup-steps.ts';

const audience = 'api://holdfast';
let app: TestApp;
let source: TestAccount;

beforeAll(async () => {
  app = await startTestApp({
    settings: { HOLDFAST_ACCESS: 'entra', HOLDFAST_ENTRA_AUDIENCE: audience, WEBSITE_AUTH_ENABLED: 'True' },
  });
  source = app.newAccount();
  await fill(source, { 'data/a': 'a' });
});
afterAll(() => app?.stop());

const as = (role: string | undefined): Record<string, string> => {
  const claims = [
    { typ: 'oid', val: `id-of-${role}` },
    { typ: 'aud', val: audience },
    ...(role === undefined ? [] : [{ typ: 'roles', val: role }]),
  ];
  return { 'x-ms-client-principal': Buffer.from(JSON.stringify({ claims })).toString('base64') };
};

const send = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
  const response = await fetch(`${app.baseUrl}${path}?api-version=2024-04-01`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code: string } };
  return { status: response.status, code: error?.code, requestId: response.headers.get('x-ms-request-id') };
};

const auditRecords = async (): Promise<readonly { requestId: string; outcome: string; status: number }[]> => {
  const records: unknown[] = [];
  for await (const name of app.control.account.names(defaultControlContainer)) {
    if (name.startsWith('audit/')) records.push(await readJson(app.control, defaultControlContainer, name));
  }
  return records as { requestId: string; outcome: string; status: number }[];
};

test('each role may do what it is for, and every change and refusal is on record', async () => {
  const put = (headers: Record<string, string>) =>
    send('PUT', instancePath('shop'), headers, instanceBody(source.id));
  const turnedAway = [
    [await send('GET', VAULT_ID, {}), 401, 'AuthenticationFailed'],
    [await send('GET', '/subscriptions/none', {}), 401, 'AuthenticationFailed'],
    [await send('GET', VAULT_ID, as(undefined)), 403, 'AuthorizationFailed'],
    [await put(as('Backup.Reader')), 403, 'AuthorizationFailed'],
    [await send('POST', `${VAULT_ID}/exportBackupJobs`, as('Backup.Reader')), 403, 'AuthorizationFailed'],
  ] as const;
  for (const [answer, status, code] of turnedAway) expect(answer).toMatchObject({ status, code });
  expect(await send('GET', instancePath('shop'), as('Backup.Reader'))).toMatchObject({ status: 404 });
  const changes = [
    [await put(as('Backup.Operator')), 201],
    [await send('POST', `${instancePath('shop')}/backup`, as('Backup.Operator'), backupBody), 202],
    [await send('POST', `${instancePath('shop')}/backup`, as('Backup.Operator'), {}), 400],
    [await send('POST', `${VAULT_ID}/exportBackupJobs`, as('Backup.Operator')), 202],
  ] as const;
  for (const [answer, status] of changes) expect(answer).toMatchObject({ status });
  expect(await send('GET', instancePath('shop'), as('Backup.Reader'))).toMatchObject({ status: 200 });

  const expected = [
    ...turnedAway.map(([{ requestId }, status]) => ({ requestId, outcome: 'refused', status })),
    ...changes.map(([{ requestId }, status]) => ({ requestId, outcome: 'ended', status })),
  ];
  const records = await auditRecords();
  expect(records).toHaveLength(expected.length);
  for (const record of expected) expect(records).toContainEqual(expect.objectContaining(record));
});

test('health stays open: it tells nothing', async () => {
  expect((await fetch(`${app.baseUrl}/api/health`)).status).toBe(200);
});
