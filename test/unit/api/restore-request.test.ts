// restore, validateRestore and backup: what is understood, and what is refused with the field's name.

import { describe, expect, it } from 'vitest';
import { adhocBackupRequest } from '../../../src/api/adhoc-backup/request.ts';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { requestPath } from '../../../src/api/restore/field-path.ts';
import { restoreRequest, validateRestoreRequest } from '../../../src/api/restore/request.ts';

const vault = { subscriptionId: 'sub', resourceGroup: 'rg', name: 'vault', location: 'westeurope' };
const target = '/subscriptions/S/resourceGroups/R/providers/Microsoft.Storage/storageAccounts/fabrikam';

const everything = {
  objectType: 'RestoreTargetInfo',
  recoveryOption: 'FailIfExists',
  datasourceInfo: { objectType: 'Datasource', resourceID: target },
};
const request = {
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  sourceDataStoreType: 'VaultStore',
  recoveryPointId: '20261122T020000Z',
  restoreTargetInfo: everything,
};
const item = {
  objectType: 'ItemPathBasedRestoreCriteria',
  isPathRelativeToBackupItem: true,
  itemPath: 'logs',
};
const items = (...restoreCriteria: object[]) => ({
  ...request,
  restoreTargetInfo: { ...everything, objectType: 'ItemLevelRestoreTargetInfo', restoreCriteria },
});

const parse = (body: object) => parseBody(restoreRequest(vault), JSON.stringify(body));

const refusedFields = (body: object): (string | undefined)[] => {
  const parsed = parse(body);
  return parsed.ok ? [] : (parsed.error.details ?? []).map((detail) => detail.target);
};

describe('a restore request', () => {
  it('asks for everything, as Azure does it', () => {
    expect(parse(request)).toEqual({
      ok: true,
      value: {
        recoveryPointId: '20261122T020000Z',
        targetAccountId: target,
        selection: { kind: 'everything' },
        renames: {},
        conflict: 'fail',
        tier: 'hot',
        dryRun: false,
      },
    });
  });

  it('asks for items, prefixes, blobs and new names', () => {
    const parsed = parse(
      items(
        { ...item, subItemPathPrefix: ['2026/', '2025/'], renameTo: 'old-logs' },
        { ...item, itemPath: '$web', blobs: ['index.html'], subItemPathPrefix: null, renameTo: 'site' },
        { ...item, itemPath: 'images', subItemPathPrefix: [] },
      ),
    );
    expect(parsed).toMatchObject({
      ok: true,
      value: {
        selection: {
          kind: 'items',
          items: [
            { container: 'logs', prefixes: ['2026/', '2025/'] },
            { container: '$web', blobs: ['index.html'] },
            { container: 'images' },
          ],
        },
        renames: { logs: 'old-logs', $web: 'site' },
      },
    });
  });

  it.each([
    ['FailIfExists', 'fail'],
    ['SkipIfExists', 'skip'],
    ['OverwriteIfExists', 'overwrite'],
  ])('takes the recovery option %s for the conflict policy %s', (recoveryOption, conflict) => {
    const parsed = parse({ ...request, restoreTargetInfo: { ...everything, recoveryOption } });
    expect(parsed).toMatchObject({ ok: true, value: { conflict } });
  });

  it('takes a tier, a dry run, the region in any spelling, and the source', () => {
    const restoreTargetInfo = { ...everything, targetAccessTier: 'AsSource', restoreLocation: 'West Europe' };
    const parsed = parse({ ...request, dryRun: true, sourceResourceId: target, restoreTargetInfo });
    expect(parsed).toMatchObject({
      ok: true,
      value: { tier: 'as-source', dryRun: true, sourceAccountId: target },
    });
  });

  it('is a dry run when it is only validated', () => {
    const body = JSON.stringify({ restoreRequestObject: request });
    expect(parseBody(validateRestoreRequest(vault), body)).toMatchObject({
      ok: true,
      value: { dryRun: true },
    });
    expect(parseBody(validateRestoreRequest(vault), '{}')).toMatchObject({
      ok: false,
      error: { target: 'restoreRequestObject' },
    });
  });

  const info = 'restoreTargetInfo';
  const first = `${info}.restoreCriteria[0]`;

  it.each<[string, object, string[]]>([
    ['nothing', {}, ['objectType', 'recoveryPointId', 'sourceDataStoreType', info]],
    [
      'a point in time instead of a recovery point',
      { ...request, objectType: 'AzureBackupRecoveryTimeBasedRestoreRequest' },
      ['objectType'],
    ],
    ['an empty recovery point', { ...request, recoveryPointId: '' }, ['recoveryPointId']],
    [
      'the operational store',
      { ...request, sourceDataStoreType: 'OperationalStore' },
      ['sourceDataStoreType'],
    ],
    ['a dry run in words', { ...request, dryRun: 'yes' }, ['dryRun']],
    ['a source that is no account', { ...request, sourceResourceId: 'contoso' }, ['sourceResourceId']],
    [
      'a restore as files',
      { ...request, restoreTargetInfo: { objectType: 'RestoreFilesTargetInfo' } },
      [`${info}.objectType`],
    ],
    [
      'a target that is no account',
      { ...request, restoreTargetInfo: { ...everything, datasourceInfo: { resourceID: '/x' } } },
      [`${info}.datasourceInfo.resourceID`],
    ],
    [
      'no recovery option',
      { ...request, restoreTargetInfo: { ...everything, recoveryOption: undefined } },
      [`${info}.recoveryOption`],
    ],
    [
      'another region',
      { ...request, restoreTargetInfo: { ...everything, restoreLocation: 'eastus' } },
      [`${info}.restoreLocation`],
    ],
    [
      'a tier that blobs cannot land in',
      { ...request, restoreTargetInfo: { ...everything, targetAccessTier: 'Archive' } },
      [`${info}.targetAccessTier`],
    ],
    ['no items', items(), [`${info}.restoreCriteria`]],
    [
      'a volume of no size',
      { ...request, restoreTargetInfo: { ...everything, targetSizeGiB: 0 } },
      [`${info}.targetSizeGiB`],
    ],
    [
      'a range of values',
      items({ objectType: 'RangeBasedItemLevelRestoreCriteria', minMatchingValue: 'a' }),
      [`${first}.objectType`, `${first}.itemPath`, `${first}.isPathRelativeToBackupItem`],
    ],
    ['a path into a container', items({ ...item, itemPath: 'logs/2026' }), [`${first}.itemPath`]],
    [
      'prefixes that no blob has',
      items({ ...item, subItemPathPrefix: ['ok/', '../x', 'a/../b', '/a', 'a\\b', '', 'x'.repeat(1025)] }),
      [1, 2, 3, 4, 5, 6].map((index) => `${first}.subItemPathPrefix[${index}]`),
    ],
    ['a blob without a name', items({ ...item, blobs: [''] }), [`${first}.blobs[0]`]],
    ['a blob name that is too long', items({ ...item, blobs: ['x'.repeat(1025)] }), [`${first}.blobs[0]`]],
    ['a new name that no container can have', items({ ...item, renameTo: 'Logs_2' }), [`${first}.renameTo`]],
    ['a new name of the system', items({ ...item, renameTo: '$web' }), [`${first}.renameTo`]],
    [
      'two new names for one container',
      items({ ...item, renameTo: 'one' }, { ...item, renameTo: 'two' }),
      [`${info}.restoreCriteria`],
    ],
  ])('refuses %s', (_what, body, fields) => {
    expect(refusedFields(body)).toEqual(fields);
  });
});

it('says of a number how large it may be, and of a text how long', () => {
  const sized = parse({ ...request, restoreTargetInfo: { ...everything, targetSizeGiB: 65_537 } });
  const long = parse({ ...request, recoveryPointId: 'x'.repeat(101) });
  const messages = [sized, long].map((read) => (read.ok ? '' : read.error.message));
  expect(messages).toEqual([
    'The request is not valid: restoreTargetInfo.targetSizeGiB must be at most 65536.',
    'The request is not valid: recoveryPointId has more than 100 characters.',
  ]);
});

describe("the domain's field names in a refusal", () => {
  const selection = { kind: 'items', items: [{ container: 'a' }, { container: 'logs' }] } as const;

  it.each([
    ['selection.items', 'restoreTargetInfo.restoreCriteria'],
    ['selection.items[1].container', 'restoreTargetInfo.restoreCriteria[1].itemPath'],
    ['selection.items[0].prefixes[3]', 'restoreTargetInfo.restoreCriteria[0].subItemPathPrefix[3]'],
    ['selection.items[0].blobs[2]', 'restoreTargetInfo.restoreCriteria[0].blobs[2]'],
    ['renames.logs', 'restoreTargetInfo.restoreCriteria[1].renameTo'],
    ['renames.other', 'restoreTargetInfo'],
    ['recoveryPointId', 'recoveryPointId'],
    ['targetAccountId', 'restoreTargetInfo.datasourceInfo.resourceID'],
  ])('%s is %s to the caller', (field, path) => {
    expect(requestPath(field, selection)).toBe(path);
  });
});

describe('an adhoc backup request', () => {
  const backup = (triggerOption: object, ruleName: unknown = 'BackupDaily') =>
    parseBody(adhocBackupRequest, JSON.stringify({ backupRuleOptions: { ruleName, triggerOption } }));

  it.each([
    [{}, {}],
    [{ retentionTagOverride: '' }, {}],
    [{ retentionTagOverride: null }, {}],
    [{ retentionTagOverride: 'yearly' }, { askedTag: 'yearly' }],
  ])('takes %j', (triggerOption, asked) => {
    expect(backup(triggerOption)).toEqual({ ok: true, value: { ruleName: 'BackupDaily', ...asked } });
  });

  it('names what it does not know', () => {
    expect(backup({}, 5)).toMatchObject({
      ok: false,
      error: { target: 'backupRuleOptions.ruleName', status: 400 },
    });
    expect(backup({ retentionTagOverride: ['Yearly'] })).toMatchObject({
      ok: false,
      error: { target: 'backupRuleOptions.triggerOption.retentionTagOverride' },
    });
    expect(parseBody(adhocBackupRequest, '{"backupRuleOptions":{}}')).toMatchObject({
      ok: false,
      error: {
        details: [
          { target: 'backupRuleOptions.ruleName', message: 'is required' },
          { target: 'backupRuleOptions.triggerOption', message: 'is required' },
        ],
      },
    });
  });
});
