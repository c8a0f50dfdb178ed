// Answers of the REST API: Azure's headers on every one, refusals as its error body, and faults of ours without details.

import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import type { ApiError, ApiResult } from '../../src/api/arm/api-error.ts';
import { accept, errorBody } from '../../src/api/arm/api-error.ts';
import { faultToError } from '../../src/api/arm/fault.ts';

export interface ArmAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export const ok = (body: object): ApiResult<ArmAnswer> => accept({ status: 200, body });

export async function answer(
  request: HttpRequest,
  context: InvocationContext,
  work: () => Promise<ApiResult<ArmAnswer>>,
): Promise<HttpResponseInit> {
  const headers = azureHeaders(request, context);
  try {
    const result = await work();
    return result.ok ? toResponse(result.value, headers) : toResponse(refusal(result.error), headers);
  } catch (error) {
    context.error('A request could not be served', error);
    return toResponse(refusal(faultToError(error, context.invocationId)), headers);
  }
}

const refusal = (error: ApiError): ArmAnswer => ({
  status: error.status,
  body: errorBody(error),
  ...(error.headers === undefined ? {} : { headers: error.headers }),
});

const toResponse = (given: ArmAnswer, headers: Readonly<Record<string, string>>): HttpResponseInit => ({
  status: given.status,
  headers: { ...headers, ...given.headers },
  ...(given.body === undefined ? {} : { jsonBody: given.body }),
});

function azureHeaders(request: HttpRequest, context: InvocationContext): Record<string, string> {
  const correlation = request.headers.get('x-ms-correlation-request-id');
  const client = request.headers.get('x-ms-client-request-id');
  return {
    'Cache-Control': 'no-cache',
    'x-ms-request-id': context.invocationId,
    'x-ms-correlation-request-id': correlation ?? context.invocationId,
    ...(client !== null && request.headers.get('x-ms-return-client-request-id') === 'true'
      ? { 'x-ms-client-request-id': client }
      : {}),
  };
}
