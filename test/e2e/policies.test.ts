// Backup policies over HTTP: made, used, explained, previewed, and not deleted while something uses them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestApp } from '../support/app.ts';
import { startTestApp, VAULT_ID } from '../support/app.ts';
import { backUp, fill, finished, instanceBody, instancePath, refusal } from '../support/backup-steps.ts';
import { policyDefinition } from '../support/policy-fixture.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

const policyPath = (name: string): string => `${VAULT_ID}/backupPolicies/${name}`;

const weekly = policyDefinition({
  intervals: ['R/2026-01-04T02:00:00+01:00/P1D'],
  timeZone: 'W. Europe Standard Time',
  keep: 'P30D',
  tags: [['Weekly', 'P12W', 20, { absoluteCriteria: ['FirstOfWeek'] }]],
});

const onDemand = (retentionTagOverride: string) => ({
  backupRuleOptions: { ruleName: 'BackupDaily', triggerOption: { retentionTagOverride } },
});

test('a policy is made, read, listed, and refused with the field that is wrong', async () => {
  const made = await app.arm.send('PUT', policyPath('Weekly'), { properties: weekly });
  expect(made).toMatchObject({ status: 200, body: { id: policyPath('Weekly'), properties: weekly } });
  expect(await app.arm.send('GET', policyPath('weekly'))).toMatchObject({ status: 200, body: made.body });
  const names = (await app.arm.list<{ name: string }>(`${VAULT_ID}/backupPolicies`)).map(({ name }) => name);
  expect(names).toEqual(['DailyPolicy', 'Weekly']);
  const bad = policyDefinition({ keep: 'P11Y' });
  expect(await refusal(app, 'PUT', policyPath('Weekly'), { properties: bad })).toMatchObject({
    status: 400,
    code: 'BMSUserErrorInvalidInput',
    message: expect.stringContaining('policyRules[1].lifecycles[0].deleteAfter.duration must be at most 10'),
  });
  expect((await app.arm.send('GET', policyPath('weekly'))).body).toEqual(made.body);
  expect((await app.arm.send('DELETE', policyPath('NoSuchPolicy'))).status).toBe(204);
});

test('an instance follows its policy: tags, ends, reasons, and what another policy would do', async () => {
  const source = app.newAccount();
  await fill(source, { 'data/a': 'a' });
  const body = JSON.parse(JSON.stringify(instanceBody(source.id)).replace('DailyPolicy', 'weekly'));
  const path = instancePath('shop');
  expect(await app.arm.call('PUT', path, body)).toMatchObject({
    properties: { policyInfo: { policyId: policyPath('Weekly'), policyVersion: '1' } },
  });
  expect((await refusal(app, 'DELETE', policyPath('Weekly'), undefined)).code).toBe('UserErrorPolicyInUse');

  const plain = (await backUp(app, 'shop')).recoveryPointId ?? '';
  const started = await app.arm.start(`${path}/backup`, onDemand('weekly'));
  const tagged = (await finished(app, started)).recoveryPointId ?? '';
  const point = async (id: string) =>
    (await app.arm.call('GET', `${path}/recoveryPoints/${id}`)) as {
      properties: { recoveryPointTime: string; expiryTime: string };
    };
  const days = ({ properties }: Awaited<ReturnType<typeof point>>): number =>
    (Date.parse(properties.expiryTime) - Date.parse(properties.recoveryPointTime)) / 86_400_000;
  expect(await point(plain)).toMatchObject({
    properties: { retentionTagName: 'Default', policyName: 'Weekly', policyVersion: '1' },
  });
  expect(await point(tagged)).toMatchObject({ properties: { retentionTagName: 'Weekly' } });
  expect([days(await point(plain)), days(await point(tagged))]).toEqual([30, 84]);

  expect(await app.arm.call('GET', `${path}/recoveryPoints/${tagged}/explain`)).toMatchObject({
    recoveryPointId: tagged,
    keep: true,
    tag: 'Weekly',
    retention: 'P12W',
    basis: { kind: 'asked-for' },
    wouldChange: [{ kind: 'retention-of-rule', rule: 'Weekly' }],
  });
  const preview = await app.arm.send('POST', `${path}/retentionPreview`, {
    properties: policyDefinition({ keep: 'P60D' }),
  });
  expect(preview).toMatchObject({
    status: 200,
    body: {
      value: [
        { recoveryPointId: tagged, change: 'kept-longer', previewed: { reason: 'tag-not-in-policy' } },
        {
          recoveryPointId: plain,
          change: 'kept-longer',
          present: { tag: 'Default' },
          previewed: { tag: 'Default' },
        },
      ],
    },
  });
  const schedule = (await app.arm.call('GET', `${path}/backupSchedule`)) as { comingSlots: object[] };
  expect(schedule).toMatchObject({
    policyName: 'Weekly',
    timeZone: 'Europe/Berlin',
    missedCount: 0,
    missed: [],
  });
  expect(schedule.comingSlots).toHaveLength(24);
});
