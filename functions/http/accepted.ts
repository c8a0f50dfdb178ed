// The answer to a request that began a job: 202, and where its operation is to be asked after.

import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept } from '../../src/api/arm/api-error.ts';
import { acceptedHeaders } from '../../src/api/operation/response.ts';
import type { ArmAnswer } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';

export function accepted(
  { app, url, apiVersion }: ArmCall,
  started: ApiResult<{ readonly jobId: string }>,
): ApiResult<ArmAnswer> {
  if (!started.ok) return started;
  const { jobId } = started.value;
  const headers = acceptedHeaders(app.facts, { jobId, apiVersion, origin: url.origin, elapsedMs: 0 });
  return accept({ status: 202, headers });
}
