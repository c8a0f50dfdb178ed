// How long-running operations are answered: with Location alone where Elastic SAN declares nothing else, with
// Azure-AsyncOperation as well where Compute does, and what stands at those addresses.

import type { Cloud } from '../../../src/memory/cloud/cloud.ts';
import type { OperationRecord } from '../../../src/memory/cloud/records.ts';
import { resourceNotFound } from '../../../src/memory/cloud/refusals.ts';
import type { ArmAnswer, ArmRequest } from './messages.ts';

/** `undeclared`: what Azure may do and its specification does not say; a client has to bear it. */
export type LroStyle = 'location' | 'both' | 'undeclared';

const secondsOf = (milliseconds: number): string => String(Math.max(1, Math.round(milliseconds / 1_000)));

const addresses = (request: ArmRequest, operation: OperationRecord) => {
  const subscription = request.params.subscription ?? '';
  const name = operation.id.slice(operation.id.lastIndexOf('/') + 1);
  const base = `${request.endpoint}/subscriptions/${subscription}/providers/Simulated/locations/here`;
  // As long as real ones, which carry signatures.
  const suffix = `?api-version=2024-05-01&t=${'0'.repeat(18)}&c=${'c'.repeat(1_500)}&s=${'s'.repeat(340)}`;
  return {
    result: `${base}/operationresults/${name}${suffix}`,
    status: `${base}/asyncoperations/${name}${suffix}`,
  };
};

export const operationHeaders = (
  cloud: Cloud,
  request: ArmRequest,
  operation: OperationRecord,
  style: LroStyle,
): Record<string, string> => {
  const { result, status } = addresses(request, operation);
  return {
    ...(style === 'undeclared' ? {} : { location: result }),
    ...(style === 'location' ? {} : { 'azure-asyncoperation': status }),
    'retry-after': secondsOf(cloud.settings.retryAfterMs),
  };
};

export const accepted = (
  cloud: Cloud,
  request: ArmRequest,
  operation: OperationRecord,
  style: LroStyle,
): ArmAnswer => ({ status: 202, headers: operationHeaders(cloud, request, operation, style) });

const operationOf = (cloud: Cloud, { params, path }: ArmRequest): OperationRecord => {
  const operation = cloud.operations.get(`/operations/${params.operation ?? ''}`);
  if (operation === undefined) throw resourceNotFound(path);
  return operation;
};

const errorBody = ({ failure }: OperationRecord) =>
  failure === undefined ? {} : { error: { code: failure.serviceCode ?? 'Failed', message: failure.message } };

/** Azure-AsyncOperation: always 200, and the status in the body. */
export const operationStatus = (cloud: Cloud, request: ArmRequest): ArmAnswer => {
  const operation = operationOf(cloud, request);
  const { id, startedAt, endsAt, ended, failure } = operation;
  const common = { name: id.slice(id.lastIndexOf('/') + 1), startTime: new Date(startedAt).toISOString() };
  if (!ended) {
    const headers = { 'retry-after': secondsOf(cloud.settings.retryAfterMs) };
    return { status: 200, headers, body: { ...common, status: 'InProgress' } };
  }
  const endTime = new Date(endsAt ?? startedAt).toISOString();
  const status = failure === undefined ? 'Succeeded' : 'Failed';
  return { status: 200, body: { ...common, endTime, status, ...errorBody(operation) } };
};

/** Location: 202 while it runs, then the result; a failure is an answer's failure. */
export const operationResult = (
  cloud: Cloud,
  request: ArmRequest,
  resource: (operation: OperationRecord) => object | undefined,
): ArmAnswer => {
  const operation = operationOf(cloud, request);
  if (!operation.ended) {
    const headers = operationHeaders(cloud, request, operation, 'location');
    return { status: 202, headers };
  }
  if (operation.failure !== undefined) return { status: 500, body: errorBody(operation) };
  const { verdict } = operation;
  const body = verdict === undefined ? resource(operation) : { validationStatus: verdict };
  return body === undefined ? { status: 204 } : { status: 200, body };
};
