// What a failed request means to the port: its kind, and nothing of the signature in its text.

import { createHttpHeaders, createPipelineRequest, RestError } from '@azure/core-rest-pipeline';
import { describe, expect, test } from 'vitest';
import { toStoreError } from '../../../src/azure/blob/store-errors.ts';

const request = createPipelineRequest({ url: 'https://account.blob.core.windows.net/data/blob?sig=secret' });

const answered = (statusCode: number, code?: string, headers: Record<string, string> = {}): RestError =>
  new RestError('The service says no.\nRequestId:1', {
    statusCode,
    ...(code === undefined ? {} : { code }),
    request,
    response: { status: statusCode, headers: createHttpHeaders(headers), request },
  });

describe('toStoreError', () => {
  test.each([
    [404, 'ContainerNotFound', 'container-not-found'],
    [404, 'BlobNotFound', 'blob-not-found'],
    [404, 'CannotVerifyCopySource', 'source-not-found'],
    [412, 'CannotVerifyCopySource', 'source-changed'],
    [412, 'SourceConditionNotMet', 'source-changed'],
    [412, 'ConditionNotMet', 'condition-not-met'],
    [412, 'TargetConditionNotMet', 'condition-not-met'],
    [409, 'BlobAlreadyExists', 'condition-not-met'],
    [409, 'CannotVerifyCopySource', 'source-unreadable'],
    [403, 'CannotVerifyCopySource', 'forbidden'],
    [503, 'CannotVerifyCopySource', 'throttled'],
    [409, 'BlobBeingRehydrated', 'source-unreadable'],
    [409, 'InvalidBlobType', 'source-unreadable'],
    [412, 'LeaseIdMissing', 'lease-held'],
    [412, 'LeaseIdMismatchWithBlobOperation', 'lease-held'],
    [409, 'ContainerBeingDeleted', 'unavailable'],
    [500, 'OperationTimedOut', 'unavailable'],
    [503, 'ServerBusy', 'throttled'],
    [429, undefined, 'throttled'],
    [504, undefined, 'unavailable'],
    [400, 'InvalidResourceName', 'invalid-request'],
  ] as const)('takes %i %s for %s', (status, serviceCode, code) => {
    expect(toStoreError(answered(status, serviceCode))).toMatchObject({
      code,
      status,
      transient: code === 'unavailable' || code === 'throttled',
      message: 'The service says no.',
    });
  });

  test.each([
    ['BlobNotFound', '404', 'source-not-found'],
    ['ContainerNotFound', '404', 'source-not-found'],
    ['ConditionNotMet', '412', 'source-changed'],
    ['BlobArchived', '409', 'source-unreadable'],
    ['BlobUsesCustomerSpecifiedEncryption', '409', 'source-unreadable'],
    ['ServerBusy', '503', 'throttled'],
    ['AuthorizationPermissionMismatch', '403', 'forbidden'],
  ] as const)('believes what the source of a copy said: %s', (serviceCode, status, code) => {
    const headers = { 'x-ms-copy-source-error-code': serviceCode, 'x-ms-copy-source-status-code': status };
    expect(toStoreError(answered(400, 'CannotVerifyCopySource', headers))).toMatchObject({ code });
  });

  test.each([
    ['ENOTFOUND', 'account-not-found', false],
    ['EAI_AGAIN', 'unavailable', true],
    ['ECONNREFUSED', 'unavailable', true],
    ['CERT_HAS_EXPIRED', 'unavailable', true],
  ])('takes %s of the network for %s', (errorCode, code, transient) => {
    expect(toStoreError(new RestError('no answer', { code: errorCode, request }))).toMatchObject({
      code,
      transient,
    });
  });

  test('keeps nothing of the request, which holds signatures', () => {
    const error = toStoreError(answered(403, 'AuthorizationFailure')) as Error;
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  test('says that nobody is signed in', () => {
    const error = Object.assign(new Error('no identity'), { name: 'CredentialUnavailableError' });
    expect(toStoreError(error)).toMatchObject({ code: 'forbidden', message: 'no identity' });
  });

  test('leaves a defect as it is', () => {
    const defect = new TypeError('x is not a function');
    expect(toStoreError(defect)).toBe(defect);
  });
});
