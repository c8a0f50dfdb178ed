// The audit of requests: on record before a change is made, and after a refusal, whatever storage does.

import { describe, expect, it } from 'vitest';
import { developer } from '../../../src/domain/access/caller.ts';
import { FaultScript, withFaults } from '../../../src/memory/faults.ts';
import { auditRequest } from '../../../src/operations/audit-request.ts';
import { createVault } from '../../../src/vault/vault.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { controlAccountId } from '../../support/vault-fixture.ts';

const request = {
  requestId: '3e70a1b2-0000-4000-8000-000000000001',
  caller: developer,
  action: 'Microsoft.DataProtection/backupVaults/backupInstances/write',
  method: 'PUT',
  path: '/subscriptions/s/backupInstances/contoso',
};
const time = '2026-11-22T12:00:00.000Z';
const key = { time, requestId: request.requestId };

/** With a control account that refuses to be written to. */
const broken = () => {
  const fixture = operationsFixture();
  const script = new FaultScript([{ method: 'write', when: 'before' }]);
  const storage = withFaults('storageAccounts', fixture.accounts, script.next);
  const vault = createVault({ control: storage.open(controlAccountId), storage });
  return { ...fixture, audit: auditRequest({ ...fixture.deps, vault }) };
};

describe('a change', () => {
  it('is on record before it is made, and with its answer after', async () => {
    const { deps, vault } = operationsFixture();
    const record = await auditRequest(deps).begin(request);
    const begun = {
      version: 1,
      ...request,
      time,
      caller: { kind: 'development', id: 'development' },
      outcome: 'begun',
    };
    expect(await vault.auditLog.get(key)).toEqual(begun);
    await record.end({ status: 400, code: 'UserErrorInvalidRequest' });
    expect(await vault.auditLog.get(key)).toEqual({
      ...begun,
      outcome: 'ended',
      status: 400,
      code: 'UserErrorInvalidRequest',
    });
  });

  it('is not let through where it cannot be put on record', async () => {
    await expect(broken().audit.begin(request)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('a refusal', () => {
  const { caller: _, ...unknown } = request;

  it('is on record, also of a caller whom nobody knows', async () => {
    const { deps, vault, log } = operationsFixture();
    await auditRequest(deps).refuse(unknown, { status: 401, code: 'AuthenticationFailed' });
    expect(await vault.auditLog.get(key)).toMatchObject({
      caller: { kind: 'anonymous', id: 'anonymous' },
      outcome: 'refused',
      status: 401,
    });
    expect(log).toEqual([{ level: 'info', message: 'Audit' }]);
  });

  it('stands where it cannot be put on record, and the log says so', async () => {
    const { audit, log } = broken();
    await audit.refuse(unknown, { status: 403, code: 'AuthorizationFailed' });
    expect(log.map(({ message }) => message)).toEqual(['Audit', 'An audit record could not be written']);
  });
});
