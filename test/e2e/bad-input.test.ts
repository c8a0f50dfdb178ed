// Requests that cannot be served: refused with the field that is wrong, before or after the job began, and never half done.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount, TestApp } from '../support/app.ts';
import { startTestApp, VAULT_ID } from '../support/app.ts';
import {
  backUp,
  backupBody,
  fill,
  instanceBody,
  instancePath,
  protect,
  refusal,
  restore,
  restoreBody,
} from '../support/backup-steps.ts';

let app: TestApp;
let source: TestAccount;
let point: string;

beforeAll(async () => {
  app = await startTestApp();
  source = app.newAccount();
  await fill(source, { 'data/a': 'a' });
  await protect(app, 'good', source);
  point = (await backUp(app, 'good')).recoveryPointId!;
});
afterAll(() => app?.stop());

const restorePath = `${instancePath('good')}/restore`;

describe('a restore that cannot be', () => {
  test('from a recovery point that does not exist', async () => {
    const target = app.newAccount();
    for (const unknown of ['20200101T000000Z', 'no-such-point', '../../jobs']) {
      const refused = await refusal(app, 'POST', restorePath, restoreBody({ point: unknown, target }));
      expect(refused).toMatchObject({ status: 400, code: 'UserErrorRecoveryPointNotFound' });
    }
  });

  test('to the source itself', async () => {
    const refused = await refusal(app, 'POST', restorePath, restoreBody({ point, target: source }));
    expect(refused).toMatchObject({ status: 400, code: 'UserErrorOriginalLocationRestoreNotSupported' });
  });

  test("to one of the vault's own accounts", async () => {
    for (const target of [app.control, await app.dataAccountOf('good')]) {
      expect(await refusal(app, 'POST', restorePath, restoreBody({ point, target }))).toMatchObject({
        status: 400,
        code: 'UserErrorInvalidRequest',
      });
    }
  });

  test('to an account that does not exist', async () => {
    const nowhere = { ...app.newAccount(), id: source.id.replace(source.name, 'nosuchaccount') };
    const job = await restore(app, 'good', { point, target: nowhere });
    expect(job.status).toBe('Failed');
    expect(job.errors).toMatchObject([{ code: 'UserErrorStorageAccountNotFound' }]);
  });

  test('of a container that the point does not have', async () => {
    const body = restoreBody({ point, target: app.newAccount(), items: [{ container: 'missing' }] });
    const refused = await refusal(app, 'POST', restorePath, body);
    expect(refused.status).toBe(400);
    expect(refused.message).toContain('missing');
    expect(refused.message).toContain('restoreCriteria[0]');
  });

  test.each(['../data', 'a/../b', './a', '/a', 'a\\b', '', 'a\u0000b', 'x'.repeat(1025)])(
    'of the prefix %j',
    async (prefix) => {
      const items = [{ container: 'data', prefixes: [prefix] }];
      const refused = await refusal(
        app,
        'POST',
        restorePath,
        restoreBody({ point, target: app.newAccount(), items }),
      );
      expect(refused.status).toBe(400);
      expect(refused.message).toContain('subItemPathPrefix');
    },
  );

  test.each(['UPPER', 'a', 'with_underscore', '-begins', 'double--hyphen', 'x'.repeat(64), '$logs', 'a/b'])(
    'into a container named %j',
    async (renameTo) => {
      const items = [{ container: 'data', renameTo }];
      const refused = await refusal(
        app,
        'POST',
        restorePath,
        restoreBody({ point, target: app.newAccount(), items }),
      );
      expect(refused.status).toBe(400);
      expect(refused.message).toContain('renameTo');
    },
  );

  test('of an instance that does not exist', async () => {
    const refused = await refusal(
      app,
      'POST',
      `${instancePath('nobody')}/restore`,
      restoreBody({ point, target: app.newAccount() }),
    );
    expect(refused.status).toBe(404);
  });

  test('because the body is no JSON, no object, or empty', async () => {
    for (const body of ['{', '[]', '"text"', 'null', '']) {
      const answer = await fetch(`${app.baseUrl}${restorePath}?api-version=2024-04-01`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect(answer.status, body).toBe(400);
      expect(((await answer.json()) as { error: { code: string } }).error.code).toMatch(/^Invalid/);
    }
  });
});

describe('protection that cannot be', () => {
  test.each(['UPPER', 'ab', 'bad_name', '../up'])('of a container named %j', async (container) => {
    const body = instanceBody(app.newAccount().id, { include: [container] });
    const refused = await refusal(app, 'PUT', instancePath('bad'), body);
    expect(refused.status).toBe(400);
    expect(refused.message).toContain('containersList[0]');
  });

  test('of 101 containers by name', async () => {
    const include = Array.from({ length: 101 }, (_, i) => `container-${i}`);
    const refused = await refusal(
      app,
      'PUT',
      instancePath('bad'),
      instanceBody(app.newAccount().id, { include }),
    );
    expect(refused.status).toBe(400);
    expect(refused.message).toContain('100');
  });

  test('of an account that another instance protects', async () => {
    const refused = await refusal(app, 'PUT', instancePath('second'), instanceBody(source.id));
    expect(refused).toMatchObject({ status: 409, code: 'UserErrorDppDatasourceAlreadyProtected' });
    expect(refused.message).toContain('good');
  });

  test('of an account that does not exist', async () => {
    const body = instanceBody(source.id.replace(source.name, 'nosuchaccount'));
    const refused = await refusal(app, 'PUT', instancePath('bad'), body);
    expect(refused).toMatchObject({ status: 400, code: 'UserErrorStorageAccountNotFound' });
  });

  test.each(['-begins', 'x'.repeat(64), 'sp%20ace', '%2e%2e%2fjobs'])('under the name %j', async (name) => {
    const refused = await refusal(app, 'PUT', instancePath(name), instanceBody(app.newAccount().id));
    expect(refused.status).toBe(400);
  });
});

describe('a backup that cannot be', () => {
  const failedBackup = async (instance: string, account: TestAccount, options?: object) => {
    await protect(app, instance, account, options);
    const job = await backUp(app, instance);
    expect(job.status).toBe('Failed');
    expect(await app.vault.recoveryPoints(instance)).toEqual([]);
    return job.errors;
  };

  test('of an account without containers', async () => {
    const errors = await failedBackup('empty', app.newAccount());
    expect(errors).toMatchObject([{ code: 'UserErrorNoContainersToProtect' }]);
  });

  test('of 101 containers: refused with the count and the advice to exclude', async () => {
    const account = app.newAccount();
    for (let i = 0; i < 101; i += 1) await account.account.createContainer(`container-${i}`);
    const errors = await failedBackup('crowded', account);
    expect(errors).toMatchObject([{ code: 'UserErrorTooManyContainers' }]);
    expect(JSON.stringify(errors)).toMatch(/101/);
    expect(JSON.stringify(errors)).toMatch(/[Ee]xclude/);
    await protect(app, 'crowded', account, { exclude: ['container-7'] });
    expect((await backUp(app, 'crowded')).status).toBe('Completed');
  });

  test('of an included container that is gone', async () => {
    const account = app.newAccount();
    await fill(account, { 'here/a': 'a' });
    const errors = await failedBackup('gone', account, { include: ['here', 'not-here'] });
    expect(errors).toMatchObject([{ code: 'UserErrorIncorrectContainersSelectedForOperation' }]);
    expect(errors[0]?.message).toContain('not-here');
  });

  test('by an unknown rule or tag, or of an unknown instance', async () => {
    const path = `${instancePath('good')}/backup`;
    const byRule = { backupRuleOptions: { ruleName: 'NoSuchRule', triggerOption: {} } };
    expect((await refusal(app, 'POST', path, byRule)).status).toBe(400);
    const byTag = {
      backupRuleOptions: { ruleName: 'BackupDaily', triggerOption: { retentionTagOverride: 'NoSuchTag' } },
    };
    expect((await refusal(app, 'POST', path, byTag)).status).toBe(400);
    expect((await refusal(app, 'POST', `${instancePath('nobody')}/backup`, backupBody)).status).toBe(404);
  });
});

describe('any request', () => {
  test('without api-version, or with one that is not served', async () => {
    const path = `${app.baseUrl}${VAULT_ID}`;
    const missing = await fetch(path);
    expect(missing.status).toBe(400);
    expect(await missing.json()).toMatchObject({ error: { code: 'MissingApiVersionParameter' } });
    const unknown = await fetch(`${path}?api-version=1999-01-01`);
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({ error: { code: 'InvalidApiVersionParameter' } });
  });

  test('for another subscription, group, vault, job, point or operation', async () => {
    const id = '11111111-1111-7111-8111-111111111111';
    for (const path of [
      VAULT_ID.replace('000000000001', '000000000002'),
      VAULT_ID.replace('/test/', '/other/'),
      VAULT_ID.replace(/vault$/, 'other'),
      `${VAULT_ID}/backupJobs/${id}`,
      `${VAULT_ID}/backupJobs/not-a-job`,
      `${VAULT_ID}/operationStatus/${id}`,
      `${VAULT_ID}/backupPolicies/NoSuchPolicy`,
      `${instancePath('good')}/recoveryPoints/20200101T000000Z`,
    ]) {
      expect((await refusal(app, 'GET', path)).status, path).toBe(404);
    }
  });
});
