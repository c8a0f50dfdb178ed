// The api-version query parameter: required, one of those served.

import type { ApiResult } from './api-error.ts';
import { accept, refuse } from './api-error.ts';

export const apiVersions = ['2022-12-01', '2024-04-01'] as const;
export type ApiVersion = (typeof apiVersions)[number];

const supported = apiVersions.join(', ');

export function parseApiVersion(given: string | undefined): ApiResult<ApiVersion> {
  if (given === undefined || given === '') {
    return refuse({
      status: 400,
      code: 'MissingApiVersionParameter',
      message: `The api-version query parameter (?api-version=) is required for all requests. Supported: ${supported}.`,
      target: 'api-version',
    });
  }
  const known = apiVersions.find((version) => version === given);
  if (known !== undefined) return accept(known);
  return refuse({
    status: 400,
    code: 'InvalidApiVersionParameter',
    message: `The api-version '${given}' is not served here. Supported: ${supported}.`,
    target: 'api-version',
  });
}
