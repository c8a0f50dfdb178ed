// What every request goes through: api-version, scope, IDs, filters, pages, and the answer to a fault.

import { describe, expect, it } from 'vitest';
import { errorBody } from '../../../src/api/arm/api-error.ts';
import { parseApiVersion } from '../../../src/api/arm/api-version.ts';
import { faultToError } from '../../../src/api/arm/fault.ts';
import { parseFilter } from '../../../src/api/arm/filter.ts';
import { listBody } from '../../../src/api/arm/paging.ts';
import { parseStorageAccountId } from '../../../src/api/arm/resource-id.ts';
import {
  backupInstanceId,
  checkScope,
  parseInstanceReference,
  parsePolicyId,
} from '../../../src/api/arm/vault-address.ts';
import { parseResourceId } from '../../../src/domain/shared/resource-id.ts';
import { storeError } from '../../../src/ports/object-store.ts';
import { vaultError } from '../../../src/vault/vault-error.ts';

const vault = { subscriptionId: 'sub', resourceGroup: 'rg', name: 'vault', location: 'westeurope' };
const vaultPath =
  '/subscriptions/sub/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/vault';

describe('api-version', () => {
  it.each(['2022-12-01', '2024-04-01'])('%s is served', (version) => {
    expect(parseApiVersion(version)).toEqual({ ok: true, value: version });
  });

  it.each([
    [undefined, 'MissingApiVersionParameter'],
    ['', 'MissingApiVersionParameter'],
    ['2023-01-01', 'InvalidApiVersionParameter'],
    ['2024-04-01-preview', 'InvalidApiVersionParameter'],
  ])('%s is refused as %s', (version, code) => {
    expect(parseApiVersion(version)).toMatchObject({
      ok: false,
      error: { status: 400, code, target: 'api-version', message: expect.stringContaining('2024-04-01') },
    });
  });
});

describe('the scope of a request', () => {
  it.each([
    {},
    { subscriptionId: 'SUB', resourceGroupName: 'RG', vaultName: 'Vault' },
    { subscriptionId: 'sub', location: 'West Europe' },
  ])('%j is this vault', (scope) => {
    expect(checkScope(vault, scope)).toEqual({ ok: true, value: vault });
  });

  it.each([
    [{ subscriptionId: 'other', resourceGroupName: 'other' }, 'SubscriptionNotFound'],
    [{ subscriptionId: 'sub', resourceGroupName: 'other' }, 'ResourceGroupNotFound'],
    [{ subscriptionId: 'sub', resourceGroupName: 'rg', vaultName: 'other' }, 'ResourceNotFound'],
    [{ subscriptionId: 'sub', location: 'eastus' }, 'ResourceNotFound'],
  ])('%j is not here: %s', (scope, code) => {
    expect(checkScope(vault, scope)).toMatchObject({ ok: false, error: { status: 404, code } });
  });
});

describe('resource IDs', () => {
  it('are read without regard to case, children included', () => {
    expect(parseResourceId('/SUBSCRIPTIONS/s/resourcegroups/g/Providers/P.Q/as/1/bs/2/')).toEqual({
      subscriptionId: 's',
      resourceGroup: 'g',
      provider: 'P.Q',
      type: 'as/bs',
      names: ['1', '2'],
    });
  });

  it.each(['', '/subscriptions/s', '/subscriptions/s/resourceGroups/g/providers/P/as', 'a/b/c'])(
    '%j is none',
    (text) => {
      expect(parseResourceId(text)).toBeUndefined();
      expect(parseStorageAccountId(text)).toBeUndefined();
    },
  );

  it('of policies must be of this vault', () => {
    expect(parsePolicyId(vault, `${vaultPath.toUpperCase()}/BACKUPPOLICIES/p`)).toEqual({ name: 'p' });
    expect(parsePolicyId(vault, `${vaultPath}/backupInstances/p`)).toHaveProperty('problem');
    expect(parsePolicyId(vault, `${vaultPath.replace('/sub/', '/x/')}/backupPolicies/p`)).toHaveProperty(
      'problem',
    );
  });

  it('of instances may be names', () => {
    expect(parseInstanceReference(vault, 'prod')).toBe('prod');
    expect(parseInstanceReference(vault, backupInstanceId(vault, 'prod'))).toBe('prod');
    expect(parseInstanceReference(vault, `${vaultPath}2/backupInstances/prod`)).toBeUndefined();
  });
});

describe('$filter', () => {
  const fields = ['status', 'startTime'] as const;

  it('takes comparisons joined by and', () => {
    expect(parseFilter(undefined, fields)).toEqual({ ok: true, value: [] });
    expect(parseFilter("STATUS eq 'it''s and' AND startTime GE 2026-11-22T00:00:00Z", fields)).toEqual({
      ok: true,
      value: [
        { field: 'status', comparison: 'eq', value: "it's and" },
        { field: 'startTime', comparison: 'ge', value: '2026-11-22T00:00:00Z' },
      ],
    });
  });

  it.each([
    "colour eq 'red'",
    'status',
    "status eq 'a' or status eq 'b'",
    "status eq 'a' and ",
    "status is 'a'",
    "status eq 'a",
  ])('refuses %j with the fields that it knows', (text) => {
    expect(parseFilter(text, fields)).toMatchObject({
      ok: false,
      error: {
        status: 400,
        code: 'InvalidQueryParameter',
        target: '$filter',
        message: expect.stringContaining('status, startTime'),
      },
    });
  });
});

describe('pages', () => {
  it('link to the next one on the same host, with the same query', () => {
    const url = "https://vault.example/list?api-version=2024-04-01&%24skiptoken=old&$filter=a eq 'b'";
    const { nextLink } = listBody({ items: [{ a: 1 }], continuation: 'a/b+c=' }, url);
    const next = new URL(nextLink ?? '');
    expect(next.origin + next.pathname).toBe('https://vault.example/list');
    expect(Object.fromEntries(next.searchParams)).toEqual({
      'api-version': '2024-04-01',
      $filter: "a eq 'b'",
      $skipToken: 'a/b+c=',
    });
  });

  it('end without a link', () => {
    expect(listBody({ items: [] }, 'https://vault.example/list')).toEqual({ value: [] });
  });
});

describe('faults', () => {
  it.each<[string, unknown, number, string]>([
    ['storage that does not answer', storeError('unavailable', 'secret detail'), 503, 'ServiceUnavailable'],
    ['storage that refuses', storeError('forbidden', 'secret detail'), 500, 'InternalError'],
    [
      'a damaged document',
      vaultError('VaultDocumentDamaged', 'c/b', 'Document c/b'),
      500,
      'VaultDocumentDamaged',
    ],
    ['a bug', new TypeError('secret detail'), 500, 'InternalError'],
    ['something that is no error', 'secret detail', 500, 'InternalError'],
  ])('%s: said without details from inside', (_what, fault, status, code) => {
    const error = faultToError(fault, 'the-request');
    expect(error).toMatchObject({ status, code });
    expect(JSON.stringify(errorBody(error))).not.toContain('secret detail');
  });
});
