// Backup policies in the catalogue: one is there from the start, changes are conditional, damage makes a policy useless.

import { describe, expect, test } from 'vitest';
import { builtInPolicy } from '../../../src/vault/documents/policy.ts';
import { defaultControlContainer } from '../../../src/vault/layout.ts';
import { vaultFixture } from '../../support/vault-fixture.ts';

describe('backup policies', () => {
  const document = { ...builtInPolicy, name: 'Weekly', revision: 1 };

  test('of a vault that nobody has changed are the built-in one', async () => {
    const { vault } = vaultFixture();
    expect(await vault.policies.list()).toEqual([builtInPolicy]);
    expect(await vault.policies.find('dailypolicy')).toEqual({ document: builtInPolicy });
    expect(await vault.policies.usable('DailyPolicy')).toMatchObject({ policy: { ruleName: 'BackupDaily' } });
    expect(await vault.policies.find('no/such')).toBeUndefined();
  });

  test('are found without regard to case, and written only over what was found', async () => {
    const { vault } = vaultFixture();
    expect(await vault.policies.put(document, undefined)).toBeDefined();
    const found = await vault.policies.find('wEEKLY');
    expect(found).toMatchObject({ document });
    expect(await vault.policies.put({ ...document, revision: 2 }, found)).toBeDefined();
    expect(await vault.policies.put({ ...document, revision: 3 }, found)).toBeUndefined();
    expect(await vault.policies.put({ ...document, revision: 4 }, undefined)).toBeUndefined();
    expect((await vault.policies.list()).map(({ name, revision }) => [name, revision])).toEqual([
      ['DailyPolicy', 1],
      ['Weekly', 2],
    ]);
    if (found === undefined) throw new Error('The policy was not found');
    expect(await vault.policies.delete(found)).toBe('changed');
  });

  test('that are damaged, or break a rule, are of no use', async () => {
    const { vault, control } = vaultFixture();
    await vault.policies.put(document, undefined);
    const broken = {
      ...document,
      name: 'Broken',
      definition: { ...document.definition, datasourceTypes: [] },
    };
    await vault.policies.put(broken, undefined);
    expect(await vault.policies.usable('Broken')).toBeUndefined();
    await control.write(defaultControlContainer, 'policies/Weekly.json', new TextEncoder().encode('{'), {});
    expect(await vault.policies.usable('Weekly')).toBeUndefined();
    await expect(vault.policies.find('Weekly')).rejects.toThrow('is not JSON');
  });
});
