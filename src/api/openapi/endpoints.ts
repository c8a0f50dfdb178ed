// What every endpoint takes and answers, for the OpenAPI document. A row for each method of src/api/access/actions.ts, or
// neither the compiler nor `npm run generate` lets it pass. A new endpoint:
//   1. add `endpointName: { METHOD: { summary, query?, body?, answers } }` here: `body` is the zod schema that the handler
//      gives to parseBody; `answers` has the zod schema of each status (`nothing`: no body; `beginsJob`: 202). Describe
//      a new answer in resources.ts or beyond-azure.ts beside this file;
//   2. run `node tools/generate/openapi.mjs`, and commit src/api/openapi/openapi.json with it.

import * as z from 'zod';
import type { EndpointName, MethodOf } from '../access/actions.ts';
import { adhocBackupRequest } from '../adhoc-backup/request.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { guardedRequest, syncRequest } from '../backup-instance/protection-requests.ts';
import { backupInstanceRequest } from '../backup-instance/request.ts';
import { validateEnvelope } from '../backup-instance/validate-request.ts';
import { checkRequest } from '../check/request.ts';
import { backupPolicyRequest } from '../policy/request.ts';
import { featureRequest } from '../provider/feature-support.ts';
import { pruneRequest } from '../prune/request.ts';
import { restoreRequest, validateRestoreRequest } from '../restore/request.ts';
import { restorableTimeRangesRequest } from '../restore/restorable-time-ranges.ts';
import { vaultRequest } from '../vault/request.ts';
import { verifyRequest } from '../verification/request.ts';
import {
  coverageAnswer,
  differenceAnswer,
  explanationAnswer,
  itemAnswer,
  previewRowAnswer,
  scheduleAnswer,
} from './beyond-azure.ts';
import type { Described } from './described.ts';
import { beginsJob, filter, nothing, pageOf, skipToken } from './described.ts';
import { exportAnswer, jobAnswer, jobRowAnswer } from './jobs.ts';
import { featureAnswer, operationListItem, timeRangesAnswer } from './provider.ts';
import {
  deletedInstanceAnswer,
  instanceAnswer,
  jobReference,
  operationAnswer,
  policyAnswer,
  recoveryPointAnswer,
  vaultAnswer,
} from './resources.ts';

export type DescribedEndpoints = {
  readonly [N in EndpointName]: Readonly<Record<MethodOf<N>, Described>>;
};

/** Request schemas name the vault in their messages only. */
const anyVault: VaultAddress = {
  subscriptionId: '{subscriptionId}',
  resourceGroup: '{resourceGroupName}',
  name: '{vaultName}',
  location: '{location}',
};

const prefix = {
  name: 'prefix',
  description: '`{container}/{beginning of names}`; without it, containers are shown.',
};

const jobsFilter = filter('status, operation, backupInstanceId, backupInstanceName, startTime');

const operationState = (where: string): Described => ({
  summary: `State of a long-running operation, ${where}`,
  answers: { 200: operationAnswer },
});

const guarded = (summary: string): Described => ({
  summary,
  body: guardedRequest,
  bodyOptional: true,
  answers: { 200: nothing },
});

export const describedEndpoints: DescribedEndpoints = {
  providerOperations: {
    GET: { summary: 'What is served', answers: { 200: pageOf(operationListItem) } },
  },
  checkFeatureSupport: {
    POST: {
      summary: 'Which datasource types are protected',
      body: featureRequest,
      answers: { 200: featureAnswer },
    },
  },
  backupVaults: {
    GET: { summary: 'The vaults of the subscription: one', answers: { 200: pageOf(vaultAnswer) } },
  },
  backupVaultsOfGroup: {
    GET: { summary: 'The vaults of the resource group: one', answers: { 200: pageOf(vaultAnswer) } },
  },
  backupVault: {
    GET: { summary: 'The vault', answers: { 200: vaultAnswer } },
    PUT: {
      summary: 'Changes settings of the vault; what is left out stays',
      body: vaultRequest({ ...anyVault, redundancy: 'LocallyRedundant', hasIdentity: true }),
      answers: { 200: vaultAnswer },
    },
    PATCH: {
      summary: 'Changes settings of the vault; what is left out stays',
      body: vaultRequest({ ...anyVault, redundancy: 'LocallyRedundant', hasIdentity: true }),
      answers: { 200: vaultAnswer },
    },
  },
  validateForBackup: {
    POST: {
      summary: 'Whether a datasource could be protected; a refusal has all that stands against it',
      body: validateEnvelope,
      answers: { 200: z.strictObject({ objectType: z.literal('OperationJobExtendedInfo') }) },
    },
  },
  backupVaultCheck: {
    POST: {
      summary: 'Beyond Azure: checks the whole vault',
      body: checkRequest,
      bodyOptional: true,
      answers: beginsJob,
    },
  },
  backupPolicies: { GET: { summary: 'All policies', answers: { 200: pageOf(policyAnswer) } } },
  backupPolicy: {
    GET: { summary: 'A policy', answers: { 200: policyAnswer } },
    PUT: {
      summary: 'Creates or changes a policy',
      body: backupPolicyRequest,
      answers: { 200: policyAnswer },
    },
    DELETE: { summary: 'Deletes a policy that nothing uses', answers: { 200: nothing, 204: nothing } },
  },
  backupInstances: {
    GET: {
      summary: 'All backup instances, by name',
      query: [skipToken],
      answers: { 200: pageOf(instanceAnswer) },
    },
  },
  backupInstance: {
    GET: { summary: 'A backup instance', answers: { 200: instanceAnswer } },
    PUT: {
      summary: 'Puts a datasource under protection, or changes how it is protected',
      body: backupInstanceRequest(anyVault),
      answers: { 200: instanceAnswer, 201: instanceAnswer },
    },
    DELETE: {
      summary:
        'Deletes the instance with its data: 200 where it can be had back, 202 where its data is being deleted',
      answers: { 200: nothing, 204: nothing, ...beginsJob },
    },
  },
  stopProtection: { POST: guarded('Ends backups; nothing expires') },
  suspendBackups: { POST: guarded('Ends backups; recovery points expire, the last good one stays') },
  resumeBackups: { POST: guarded('Resumes what was suspended') },
  resumeProtection: { POST: guarded('Resumes what was stopped') },
  syncBackupInstance: {
    POST: {
      summary: 'Looks at source and data account again',
      body: syncRequest,
      bodyOptional: true,
      answers: { 200: nothing },
    },
  },
  deletedBackupInstances: {
    GET: {
      summary: 'Deleted instances that can be had back',
      answers: { 200: pageOf(deletedInstanceAnswer) },
    },
  },
  deletedBackupInstance: {
    GET: { summary: 'A deleted instance', answers: { 200: deletedInstanceAnswer } },
  },
  undelete: { POST: { summary: 'Has a deleted instance back, stopped', answers: { 200: nothing } } },
  coverage: {
    GET: {
      summary: 'Beyond Azure: what the newest recovery point lacks, and why',
      query: [skipToken],
      answers: { 200: pageOf(coverageAnswer) },
    },
  },
  backup: { POST: { summary: 'Backs up now', body: adhocBackupRequest, answers: beginsJob } },
  restore: {
    POST: { summary: 'Restores from a recovery point', body: restoreRequest(anyVault), answers: beginsJob },
  },
  validateRestore: {
    POST: {
      summary: 'The dry run of a restore',
      body: validateRestoreRequest(anyVault),
      answers: beginsJob,
    },
  },
  findRestorableTimeRanges: {
    POST: {
      summary: 'None: a vaulted backup has recovery points and nothing between them',
      body: restorableTimeRangesRequest,
      answers: { 200: timeRangesAnswer },
    },
  },
  prune: {
    POST: {
      summary: 'Beyond Azure: deletes what has expired or is asked for',
      body: pruneRequest,
      bodyOptional: true,
      answers: beginsJob,
    },
  },
  recoveryPoints: {
    GET: {
      summary: 'Recovery points, newest first',
      query: [
        filter('startDate, endDate, restorePointState, isVisible, restorePointDataStoreId, extendedInfo'),
        skipToken,
      ],
      answers: { 200: pageOf(recoveryPointAnswer) },
    },
  },
  recoveryPoint: { GET: { summary: 'A recovery point', answers: { 200: recoveryPointAnswer } } },
  recoveryPointVerification: {
    POST: {
      summary: 'Beyond Azure: reads the recovery point back',
      body: verifyRequest,
      bodyOptional: true,
      answers: beginsJob,
    },
  },
  recoveryPointDiff: {
    GET: {
      summary: 'Beyond Azure: what changed between a recovery point and a later one',
      query: [prefix, skipToken],
      answers: { 200: pageOf(differenceAnswer) },
    },
  },
  recoveryPointItems: {
    GET: {
      summary: 'Beyond Azure: what is in the recovery point',
      query: [prefix, skipToken],
      answers: { 200: pageOf(itemAnswer) },
    },
  },
  recoveryPointExplain: {
    GET: {
      summary: 'Beyond Azure: why the recovery point has its tag and its end',
      answers: { 200: explanationAnswer },
    },
  },
  backupSchedule: {
    GET: { summary: 'Beyond Azure: when the instance is backed up', answers: { 200: scheduleAnswer } },
  },
  retentionPreview: {
    GET: {
      summary: 'Beyond Azure: what another policy would keep and delete',
      query: [{ name: 'policyName', description: "Absent: the instance's own." }, skipToken],
      answers: { 200: pageOf(previewRowAnswer) },
    },
    POST: {
      summary: 'Beyond Azure: what the policy of the body would keep and delete; it is not saved',
      query: [skipToken],
      body: backupPolicyRequest,
      answers: { 200: pageOf(previewRowAnswer) },
    },
  },
  backupJobs: {
    GET: {
      summary: 'Jobs, newest first',
      query: [jobsFilter, skipToken],
      answers: { 200: pageOf(jobRowAnswer) },
    },
  },
  backupJob: { GET: { summary: 'A job', answers: { 200: jobAnswer } } },
  backupJobCancel: { POST: { summary: 'Beyond Azure: cancels a job', answers: { 202: jobAnswer } } },
  exportBackupJobs: {
    POST: {
      summary: 'Exports the list of jobs; beyond Azure, those of a $filter',
      query: [jobsFilter],
      answers: beginsJob,
    },
  },
  exportBackupJobsResult: {
    GET: {
      summary: 'Links to the exported list, which end after an hour; 202 while the export runs',
      answers: { 200: exportAnswer, ...beginsJob },
    },
  },
  operationStatus: { GET: operationState('under the location') },
  operationStatusOfGroup: { GET: operationState('under the resource group') },
  operationStatusOfVault: { GET: operationState('under the vault') },
  operationResult: {
    GET: {
      summary: 'Result of a long-running operation; 202 while it runs',
      answers: { 200: jobReference, ...beginsJob },
    },
  },
  operationResultOfInstance: {
    GET: {
      summary: 'What became of the instance; 202 while the operation runs',
      answers: { 200: instanceAnswer, ...beginsJob },
    },
  },
};
