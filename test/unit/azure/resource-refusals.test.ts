// What Azure Resource Manager's refusals mean, by status, code and, where the code says nothing, message.

import { RestError } from '@azure/core-rest-pipeline';
import { describe, expect, it } from 'vitest';
import { classify, toResourceError } from '../../../src/azure/resource-manager/refusal.ts';
import { resourceError } from '../../../src/ports/resource-error.ts';

describe('the meaning of a refusal', () => {
  it.each([
    [404, 'ResourceNotFound', 'not-found'],
    [404, undefined, 'not-found'],
    [403, 'AuthorizationFailed', 'forbidden'],
    [401, 'InvalidAuthenticationToken', 'forbidden'],
    [409, 'ScopeLocked', 'scope-locked'],
    [409, 'AnotherOperationInProgress', 'conflict'],
    [409, undefined, 'conflict'],
    [412, 'PreconditionFailed', 'conflict'],
    [409, 'PropertyChangeNotAllowed', 'already-exists'],
    [409, 'VolumeAlreadyExists', 'already-exists'],
    [409, 'QuotaExceeded', 'quota-exceeded'],
    [400, 'SnapshotCountExceeded', 'quota-exceeded'],
    [429, 'TooManyRequests', 'throttled'],
    [429, 'SubscriptionQuotaExceeded', 'throttled'],
    [503, undefined, 'unavailable'],
    [500, 'InternalServerError', 'unavailable'],
    [400, 'NoRegisteredProviderFound', 'unknown-operation'],
    [404, 'InvalidResourceType', 'unknown-operation'],
    [405, undefined, 'unknown-operation'],
    [400, 'InvalidParameter', 'invalid-request'],
    [undefined, 'CopySourceNotFound', 'operation-failed'],
    [undefined, 'InternalServerError', 'unavailable'],
    [undefined, undefined, 'operation-failed'],
  ] as const)('of %s %s is %s', (status, serviceCode, code) => {
    expect(classify(status, serviceCode, 'Whatever.')).toBe(code);
  });

  it('looks into the message of a code that Compute uses for everything', () => {
    const quota = 'Operation could not be completed as it results in exceeding approved Snapshots quota.';
    expect(classify(409, 'OperationNotAllowed', quota)).toBe('quota-exceeded');
    expect(classify(409, 'OperationNotAllowed', 'The disk is attached.')).toBe('conflict');
  });
});

describe('errors of the clients', () => {
  it('that are answers keep status and code', () => {
    const error = new RestError('No.\nRequestId: 1', { statusCode: 409, code: 'ScopeLocked' });
    expect(toResourceError(error)).toMatchObject({
      name: 'ResourceError',
      code: 'scope-locked',
      message: 'No.',
      status: 409,
      serviceCode: 'ScopeLocked',
      transient: false,
    });
  });

  it('that are none are the network, the identity, or a defect', () => {
    expect(toResourceError(new RestError('reset', { code: 'ECONNRESET' }))).toMatchObject({
      code: 'unavailable',
      transient: true,
    });
    const nobody = Object.assign(new Error('Sign in'), { name: 'CredentialUnavailableError' });
    expect(toResourceError(nobody)).toMatchObject({ code: 'forbidden' });
    const defect = new TypeError('x is not a function');
    expect(toResourceError(defect)).toBe(defect);
    const ours = resourceError('conflict', 'busy');
    expect(toResourceError(ours)).toBe(ours);
  });
});
