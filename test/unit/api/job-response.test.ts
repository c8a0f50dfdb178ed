// Jobs as the API shows them: what an administrator reads off a running, a failed and a planned one.

import { describe, expect, it } from 'vitest';
import { jobResource } from '../../../src/api/job/response.ts';
import {
  acceptedHeaders,
  jobFailed,
  operationResource,
  retryAfter,
} from '../../../src/api/operation/response.ts';
import type { Job } from '../../../src/domain/job/job.ts';
import { fail } from '../../../src/domain/shared/failure.ts';
import { sampleInstance, sampleJob, sourceAccountId } from '../../support/vault-fixture.ts';

const vault = { subscriptionId: 'sub', resourceGroup: 'rg', name: 'vault', location: 'westeurope' };
const instance = sampleInstance('contoso');

const shown = (job: Job, plan?: Parameters<typeof jobResource>[2]['plan']) =>
  (jobResource(vault, job, { instance, plan }) as { properties: Record<string, unknown> }).properties;

const failure = fail('UserErrorTooManyContainers', 'There are 101.', ['Exclude one.'], 'x').failure;
const dryRun = {
  targetAccountId: sourceAccountId,
  blobs: 7,
  bytes: 70,
  verified: 0,
  mismatched: 0,
  skipped: 0,
  dryRun: true,
};

describe('a job of the whole vault', () => {
  const { backupInstance, ...whole } = sampleJob(0, { operation: 'Check' });
  const finding = {
    code: 'UnknownBlob',
    severity: 'information',
    means: 'm',
    toDo: 't',
    thing: 'x',
  } as const;
  const check = {
    repair: false,
    documents: 1,
    blobs: 2,
    bytes: 3,
    errors: 0,
    warnings: 0,
    information: 1,
    repaired: 0,
  };

  it('names no instance, and shows its findings', () => {
    const { properties } = jobResource(vault, { ...whole, check }, { report: [finding] }) as {
      properties: Record<string, unknown>;
    };
    expect(properties).not.toHaveProperty('backupInstanceId');
    expect(properties).toMatchObject({
      operation: 'Check',
      operationCategory: 'Check',
      backupInstanceFriendlyName: '',
      extendedInfo: { additionalDetails: { checkInformation: '1', checkReport: JSON.stringify([finding]) } },
    });
  });
});

describe('a job', () => {
  it('shows progress while it runs', () => {
    const progress = {
      phase: 'Copy blobs',
      blobsDone: 3,
      bytesDone: 250,
      blobsTotal: 4,
      bytesTotal: 1000,
      bytesPerSecond: 50,
      updatedAt: '2026-11-22T02:00:05.000Z',
    };
    expect(shown(sampleJob(0, { progress }))).toMatchObject({
      status: 'InProgress',
      operation: 'ScheduledBackup',
      operationCategory: 'Backup',
      dataSourceName: 'contoso',
      progressEnabled: true,
      extendedInfo: {
        dataTransferredInBytes: 250,
        subTasks: [{ taskId: 1, taskName: 'Copy blobs', taskStatus: 'InProgress', taskProgress: '25%' }],
        additionalDetails: {
          progressPhase: 'Copy blobs',
          progressBlobsDone: '3',
          progressBytesPerSecond: '50',
        },
      },
    });
    expect(shown(sampleJob(0))).not.toHaveProperty('duration');
  });

  it.each([
    ['2026-11-22T02:00:00.000Z', '00:00:00'],
    ['2026-11-22T03:02:01.050Z', '01:02:01.0500000'],
    ['2026-11-24T02:00:00.000Z', '2.00:00:00'],
  ])('that ended at %s took %s', (endTime, duration) => {
    expect(shown(sampleJob(0, { status: 'Completed', endTime }))).toMatchObject({ endTime, duration });
  });

  it('says what went wrong and what to do', () => {
    const job = sampleJob(0, { status: 'Failed', errors: [failure] });
    expect(shown(job)).toMatchObject({
      errorDetails: [
        {
          code: 'UserErrorTooManyContainers',
          message: 'There are 101.',
          recommendedAction: ['Exclude one.'],
          isRetryable: false,
          isUserError: true,
          target: 'x',
        },
      ],
    });
  });

  it.each([
    ['UserErrorTooManyContainers', false, true],
    ['UserErrorOperationInProgress', true, true],
    ['BackupMarkerDeadlineExceeded', true, false],
    ['VaultDataMissing', false, false],
    ['InternalError', true, false],
  ] as const)(
    'says of %s whether to try again, whose error it is, and always what to do',
    (code, isRetryable, isUserError) => {
      const job = sampleJob(0, { status: 'Failed', errors: [fail(code, 'It is so.').failure] });
      expect(shown(job)).toMatchObject({
        errorDetails: [
          { code, isRetryable, isUserError, recommendedAction: [expect.stringContaining('log')] },
        ],
      });
    },
  );

  it('counts what was left out, with examples', () => {
    const warnings = [{ code: 'PageBlobNotSupported', count: 30, examples: ['a/b', 'a/c'] }] as const;
    expect(shown(sampleJob(0, { status: 'CompletedWithWarnings', warnings }))).toMatchObject({
      extendedInfo: {
        warningDetails: [
          {
            resourceName: 'a/b',
            warning: { code: 'PageBlobNotSupported', message: expect.stringMatching(/30.*a\/b, a\/c/) },
          },
        ],
      },
    });
  });

  it('of a dry run shows the plan, and nothing transferred', () => {
    const containers = [{ source: 'a', target: 'b', targetExists: true, entries: 7, bytes: 70 }];
    const job = sampleJob(0, { operation: 'Restore', status: 'Completed', restore: dryRun });
    const { extendedInfo } = shown(job, { conflict: 'skip', tier: 'hot', containers });
    expect(extendedInfo).toMatchObject({
      dataTransferredInBytes: 0,
      recoveryDestination: sourceAccountId,
      additionalDetails: {
        restoreDryRun: 'true',
        restoreBlobs: '7',
        restorePlan: JSON.stringify({ conflict: 'skip', tier: 'hot', containers }),
      },
    });
  });
});

describe('an operation', () => {
  it('is looked for where Azure has it, soon at first', () => {
    const accepted = { jobId: 'job', apiVersion: '2024-04-01', origin: 'https://h', elapsedMs: 0 } as const;
    expect(acceptedHeaders(vault, accepted)).toEqual({
      'Azure-AsyncOperation':
        'https://h/subscriptions/sub/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/vault/operationStatus/job?api-version=2024-04-01',
      Location:
        'https://h/subscriptions/sub/providers/Microsoft.DataProtection/locations/westeurope/operationResults/job?api-version=2024-04-01',
      'Retry-After': '1',
    });
    expect([0, 9_999, 10_000, 60_000].map((ms) => retryAfter(ms)['Retry-After'])).toEqual([
      '1',
      '1',
      '5',
      '30',
    ]);
  });

  it.each([
    ['InProgress', 'Inprogress'],
    ['Cancelling', 'Inprogress'],
    ['Completed', 'Succeeded'],
    ['CompletedWithWarnings', 'Succeeded'],
    ['Failed', 'Failed'],
    ['Cancelled', 'Canceled'],
  ] as const)('of a job that is %s is %s', (status, word) => {
    expect(operationResource('/path', sampleJob(0, { status }))).toMatchObject({ id: '/path', status: word });
  });

  it('that failed has the error of its job, in status and result', () => {
    const job = sampleJob(0, { status: 'Failed', errors: [failure, failure] });
    expect(operationResource('/path', job)).toMatchObject({
      error: {
        code: 'UserErrorTooManyContainers',
        message: 'There are 101.',
        details: [{ code: 'UserErrorTooManyContainers' }],
      },
    });
    expect(jobFailed(job)).toMatchObject({ status: 400, code: 'UserErrorTooManyContainers' });
    expect(jobFailed(sampleJob(0, { status: 'Cancelled' }))).toMatchObject({ code: 'OperationCanceled' });
  });
});
