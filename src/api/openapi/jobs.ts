// A job as answered: rows of lists, and the whole.

import * as z from 'zod';
import { moment, resource, resourceId } from './values.ts';

const row = {
  activityID: z.string(),
  subscriptionId: z.string(),
  vaultName: z.string(),
  backupInstanceId: resourceId.optional(),
  backupInstanceFriendlyName: z.string(),
  policyId: resourceId.optional(),
  policyName: z.string().optional(),
  dataSourceId: z.string(),
  dataSourceName: z.string(),
  dataSourceSetName: z.string(),
  dataSourceType: z.string(),
  dataSourceLocation: z.string(),
  sourceResourceGroup: z.string(),
  sourceSubscriptionID: z.string(),
  operation: z.string(),
  operationCategory: z.string(),
  status: z.enum(['InProgress', 'Completed', 'CompletedWithWarnings', 'Failed', 'Cancelling', 'Cancelled']),
  isUserTriggered: z.boolean(),
  supportedActions: z.array(z.string()),
  progressEnabled: z.boolean(),
  startTime: moment,
  endTime: moment.optional(),
  duration: z.string().optional().describe('`[d.]hh:mm:ss.fffffff`'),
};

const error = z.strictObject({
  code: z.string(),
  message: z.string(),
  recommendedAction: z.array(z.string()),
  isRetryable: z.boolean(),
  isUserError: z.boolean(),
  target: z.string().optional(),
});

const warning = z.strictObject({
  resourceName: z.string(),
  warning: z.strictObject({
    code: z.string(),
    message: z.string(),
    recommendedAction: z.array(z.string()).optional(),
    isRetryable: z.boolean(),
    isUserError: z.boolean(),
    properties: z.record(z.string(), z.string()),
  }),
});

const point = z.strictObject({ recoveryPointID: z.string() });

const extended = z.strictObject({
  dataTransferredInBytes: z.number().optional(),
  backupInstanceState: z.string().optional(),
  recoveryDestination: z.string().optional(),
  sourceRecoverPoint: point.optional(),
  targetRecoverPoint: point.optional(),
  subTasks: z.array(
    z.strictObject({
      taskId: z.int(),
      taskName: z.string(),
      taskStatus: z.string(),
      taskProgress: z.string().optional(),
    }),
  ),
  warningDetails: z.array(warning).optional(),
  additionalDetails: z.record(z.string(), z.string()),
});

export const jobRowAnswer = resource('BackupJobRow', z.strictObject(row));

export const jobAnswer = resource(
  'BackupJob',
  z.strictObject({
    ...row,
    restoreType: z.string().optional(),
    errorDetails: z.array(error).optional(),
    extendedInfo: extended,
  }),
);

export const exportAnswer = z.strictObject({
  blobUrl: z.string().describe('The list as one JSON array of jobs.'),
  blobSasKey: z.string().describe('Query string by which that blob, and no other, can be read for an hour.'),
  excelFileBlobUrl: z.string().describe('The list as a table (CSV, UTF-8) that spreadsheets read.'),
  excelFileBlobSasKey: z.string(),
});
