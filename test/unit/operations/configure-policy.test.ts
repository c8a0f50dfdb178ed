// Policies are made, changed and deleted: what is stored, what is refused, and that a refusal changes nothing.

import { beforeEach, describe, expect, it } from 'vitest';
import type { PolicyDefinition } from '../../../src/domain/policy/definition.ts';
import { configurePolicy, deletePolicy } from '../../../src/operations/configure-policy.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { policyDefinition } from '../../support/policy-fixture.ts';
import { sampleInstance } from '../../support/vault-fixture.ts';

let fixture: OperationsFixture;
beforeEach(() => {
  fixture = operationsFixture();
});

const put = (name: string, definition: PolicyDefinition = policyDefinition()) =>
  configurePolicy(fixture.deps)({ name, definition });
const remove = (name: string) => deletePolicy(fixture.deps)(name);
const stored = async (name: string) => (await fixture.vault.policies.find(name))?.document;

describe('a policy', () => {
  it('is stored, and each change is another revision', async () => {
    expect(await put('Weekly')).toMatchObject({ ok: true, value: { name: 'Weekly', revision: 1 } });
    fixture.at('2026-11-23T12:00:00Z');
    expect(await put('WEEKLY', policyDefinition({ keep: 'P30D' }))).toMatchObject({
      ok: true,
      value: {
        name: 'Weekly',
        revision: 2,
        createdAt: '2026-11-22T12:00:00.000Z',
        updatedAt: '2026-11-23T12:00:00.000Z',
        // Only the retention has changed.
        scheduledSince: '2026-11-22T12:00:00.000Z',
      },
    });
    const later = policyDefinition({ intervals: ['R/2026-01-01T03:00:00+00:00/P1D'] });
    expect(await put('Weekly', later)).toMatchObject({
      value: { scheduledSince: '2026-11-23T12:00:00.000Z' },
    });
  });

  it('of the vault itself can be changed, and not be deleted', async () => {
    expect(await put('dailypolicy')).toMatchObject({ ok: true, value: { name: 'DailyPolicy', revision: 2 } });
    expect(await remove('DailyPolicy')).toMatchObject({
      ok: false,
      failure: { code: 'BMSUserErrorInvalidInput', target: 'backupPolicyName' },
    });
    expect(await stored('DailyPolicy')).toMatchObject({ revision: 2 });
  });

  it.each(['ab', 'no_underscore', 'no/slash', '-dash', 'x'.repeat(151)])('is not called %s', async (name) => {
    expect(await put(name)).toMatchObject({
      ok: false,
      failure: { code: 'BMSUserErrorInvalidInput', target: 'backupPolicyName' },
    });
    expect(await fixture.vault.policies.list()).toHaveLength(1);
  });

  it('goes once nothing uses it, and may be gone already', async () => {
    await put('Weekly');
    await fixture.vault.instances.put(sampleInstance('contoso', { policyName: 'Weekly' }));
    expect(await remove('weekly')).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorPolicyInUse', message: expect.stringContaining('contoso') },
    });
    expect(await stored('Weekly')).toBeDefined();
    await fixture.vault.instances.put(sampleInstance('contoso'));
    expect(await remove('weekly')).toEqual({ ok: true, value: 'deleted' });
    expect(await remove('weekly')).toEqual({ ok: true, value: 'absent' });
    expect(await stored('Weekly')).toBeUndefined();
  });

  it('keeps the datasource types of the instances that use it', async () => {
    await put('Weekly');
    await fixture.vault.instances.put(sampleInstance('contoso', { policyName: 'Weekly' }));
    const other = policyDefinition({ datasourceType: 'Microsoft.Storage/storageAccounts/adlsBlobServices' });
    expect(await put('Weekly', other)).toMatchObject({
      ok: false,
      failure: { code: 'BMSUserErrorInvalidInput', target: 'properties.datasourceTypes' },
    });
    expect(await stored('Weekly')).toMatchObject({ revision: 1 });
  });
});
