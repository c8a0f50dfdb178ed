// Event Grid's BlobCreated in both schemas, and the filters of jobs and recovery points.

import { describe, expect, it } from 'vitest';
import { backupInstanceId } from '../../../src/api/arm/vault-address.ts';
import { parseBlobCreated } from '../../../src/api/events/blob-created.ts';
import { jobFilter } from '../../../src/api/job/filter.ts';
import { recoveryPointFilter } from '../../../src/api/recovery-point/filter.ts';

const account = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/data1';
const subject = '/blobServices/default/containers/markers/blobs/contoso/20261122T020000Z/logs';
const event = { topic: account, subject, eventType: 'Microsoft.Storage.BlobCreated', data: {} };

describe('a BlobCreated event', () => {
  it('is read in the Event Grid schema and as a CloudEvent', () => {
    const named = { accountId: account, container: 'markers', blob: 'contoso/20261122T020000Z/logs' };
    expect(parseBlobCreated(event)).toEqual(named);
    const cloudEvent = {
      specversion: '1.0',
      source: account,
      subject,
      type: 'Microsoft.Storage.BlobCreated',
    };
    expect(parseBlobCreated(cloudEvent)).toEqual(named);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', 'BlobCreated'],
    ['an array', [event]],
    ['another type', { ...event, eventType: 'Microsoft.Storage.BlobDeleted' }],
    ['a topic that is no account', { ...event, topic: '/subscriptions/s' }],
    ['a topic that is no text', { ...event, topic: 7 }],
    ['a subject that is no blob', { ...event, subject: '/blobServices/default/containers/markers' }],
    ['no subject', { ...event, subject: undefined }],
  ])('is not %s', (_what, given) => {
    expect(parseBlobCreated(given)).toBeUndefined();
  });
});

describe('the filter of jobs', () => {
  const vault = { subscriptionId: 'sub', resourceGroup: 'rg', name: 'vault', location: 'westeurope' };

  it.each([
    ["status eq 'Success'", { statuses: ['Completed'] }],
    ["status eq 'inprogress'", { statuses: ['InProgress'] }],
    ["operation eq 'Backup'", { operations: ['ScheduledBackup', 'OnDemandBackup'] }],
    [`backupInstanceId eq '${backupInstanceId(vault, 'prod')}'`, { backupInstance: 'prod' }],
    ["backupInstanceName eq 'prod' and status eq 'Failed'", { backupInstance: 'prod', statuses: ['Failed'] }],
    [
      "startTime ge '1970-01-01T00:00:01Z' and startTime lt '1970-01-01T00:00:02Z'",
      { startedSince: 1000, startedUntil: 1999 },
    ],
  ])('reads %s', (text, query) => {
    expect(jobFilter(vault, text)).toEqual({ ok: true, value: query });
  });

  it.each([
    ['InProgress', ['InProgress']],
    ['Completed', ['Completed']],
    ['Success', ['Completed']],
    ['CompletedWithWarnings', ['CompletedWithWarnings']],
    ['SuccessWithWarning', ['CompletedWithWarnings']],
    ['Failed', ['Failed']],
    ['Cancelling', ['Cancelling']],
    ['Cancelled', ['Cancelled']],
    ['Canceled', ['Cancelled']],
    // Of Azure's, and no job here has it.
    ['Paused', []],
  ])('knows the status %s, of either family', (word, statuses) => {
    expect(jobFilter(vault, `status eq '${word}'`)).toEqual({ ok: true, value: { statuses } });
  });

  it.each([
    ["status eq 'Failed' and status eq 'Completed'", { statuses: [] }],
    ["operation eq 'Backup' and operation eq 'OnDemandBackup'", { operations: ['OnDemandBackup'] }],
    ["backupInstanceName eq 'a' and backupInstanceName eq 'b'", { backupInstance: 'a', statuses: [] }],
    [
      "startTime ge '1970-01-01T00:00:02Z' and startTime ge '1970-01-01T00:00:01Z' and startTime le '1970-01-01T00:00:05Z' and startTime lt '1970-01-01T00:00:04Z'",
      { startedSince: 2000, startedUntil: 3999 },
    ],
  ])('takes only what fulfils both of %s', (text, query) => {
    expect(jobFilter(vault, text)).toEqual({ ok: true, value: query });
  });

  it.each(["status eq 'Fine'", "status gt 'Failed'", "startTime ge 'soon'", "operation eq 'Undo'"])(
    'refuses %s',
    (text) => {
      expect(jobFilter(vault, text)).toMatchObject({ ok: false, error: { target: '$filter' } });
    },
  );
});

describe('the filter of recovery points', () => {
  const passes = (text: string): boolean[] => {
    const filter = recoveryPointFilter(text);
    if (!filter.ok) throw new Error(filter.error.message);
    return ['2026-11-21T02:00:00Z', '2026-11-22T02:00:00Z', '2026-11-23T02:00:00Z'].map((time) =>
      filter.value({ time, storeId: `store-${time.slice(8, 10)}` }),
    );
  };

  it.each([
    ['', [true, true, true]],
    ["startDate eq '2026-11-22T02:00:00Z'", [false, true, true]],
    ["startDate eq '2026-11-22' and endDate eq '2026-11-22T23:00:00Z'", [false, true, false]],
    ["restorePointState eq 'Completed' and isVisible eq true", [true, true, true]],
    ["restorePointState eq 'Partial'", [false, false, false]],
    ["restorePointDataStoreId eq 'STORE-22'", [false, true, false]],
    ['extendedInfo eq false', [true, true, true]],
    ["extendedInfo eq true and startDate eq '2026-11-23'", [false, false, true]],
  ])('%j lets through %j', (text, expected) => {
    expect(passes(text)).toEqual(expected);
  });

  it.each([
    "startDate eq 'soon'",
    "endDate gt '2026-11-22'",
    'extendedInfo eq perhaps',
    "restorePointState eq 'Odd'",
  ])('refuses %s', (text) => {
    expect(recoveryPointFilter(text)).toMatchObject({ ok: false, error: { target: '$filter' } });
  });
});
