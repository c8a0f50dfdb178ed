// Which answer of the OpenAPI document an answer of the API is.

import type * as z from 'zod';
import type { Method } from '../../src/api/access/actions.ts';
import type { Described } from '../../src/api/openapi/described.ts';
import { describedEndpoints } from '../../src/api/openapi/endpoints.ts';
import document from '../../src/api/openapi/openapi.json' with { type: 'json' };
import { cloudError } from '../../src/api/openapi/values.ts';
import type { RecordedAnswer } from './recorded-answers.ts';

interface DescribedAnswer {
  readonly isBeyondAzure: boolean;
  /** Absent: no answer of this status is described. */
  readonly schema?: z.ZodType;
}

const endpoints = Object.entries(document.paths as Record<string, object>).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, { operationId }]: [string, { operationId?: string }]) =>
    operationId === undefined
      ? []
      : [
          {
            method: method.toUpperCase() as Method,
            pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`, 'i'),
            name: operationId.slice(0, operationId.lastIndexOf('_')),
          },
        ],
  ),
);

const table = describedEndpoints as Readonly<Record<string, Partial<Record<Method, Described>>>>;

export function openApiSchema({ method, url, status }: RecordedAnswer): DescribedAnswer | undefined {
  const [path = ''] = url.split('?');
  const endpoint = endpoints.find((one) => one.method === method && one.pattern.test(path));
  const described = endpoint && table[endpoint.name]?.[endpoint.method];
  if (described === undefined) return undefined;
  const schema = status >= 400 ? cloudError : described.answers[status];
  return {
    isBeyondAzure: described.summary.startsWith('Beyond Azure'),
    ...(schema === undefined ? {} : { schema }),
  };
}
