// Refusals of Azure Resource Manager as failures to show. Matched by code; what may pass is thrown on, or waited for.

import type { Failure, FailureCode, Outcome } from '../../domain/shared/failure.ts';
import type { ResourceErrorCode, ResourceFailure } from '../../ports/resource-error.ts';
import { isResourceError } from '../../ports/resource-error.ts';
import { permanentFailure } from '../permanent-failure.ts';

const codes: Partial<Record<ResourceErrorCode, FailureCode>> = {
  forbidden: 'UserErrorMissingRequiredPermissions',
  'scope-locked': 'UserErrorResourceLocked',
  'quota-exceeded': 'UserErrorSubscriptionDiskQuotaLimitReached',
};

const actions: Partial<Record<ResourceErrorCode, readonly string[]>> = {
  forbidden: [
    'Give the identity of the app the roles Elastic SAN Snapshot Exporter and Reader on the Elastic SAN, and Disk Snapshot Contributor on the resource group of the snapshots.',
  ],
  'scope-locked': ['Remove the lock that the message names, then start the operation again.'],
  'quota-exceeded': ['Delete snapshots that nobody needs, or ask for a higher quota.'],
};

export const resourceFailure = (what: string, { code, message, serviceCode }: ResourceFailure): Failure => ({
  code: codes[code] ?? 'SnapshotFailed',
  message: `${what}: ${serviceCode === undefined ? '' : `${serviceCode}: `}${message}`,
  recommendedAction: actions[code] ?? ["Look up the service's message, then start the operation again."],
});

/** As `settling`, for steps that act on resources too. */
export const settlingResources = async <T>(
  what: string,
  work: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> => {
  try {
    return await work();
  } catch (error) {
    if (!isResourceError(error)) return { ok: false, failure: permanentFailure(error) };
    if (error.transient) throw error;
    return { ok: false, failure: resourceFailure(what, error) };
  }
};
