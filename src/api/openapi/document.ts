// The OpenAPI 3.1 document of the REST API, from the table of endpoints, the schemas that read requests, those that describe
// answers, and the routes that are registered. Pure: tools/generate/openapi.mjs writes it to openapi.json.

import * as z from 'zod';
import type { ApiAction, EndpointName, Method } from '../access/actions.ts';
import { apiActions } from '../access/actions.ts';
import { apiVersions } from '../arm/api-version.ts';
import type { Described } from './described.ts';
import type { DescribedEndpoints } from './endpoints.ts';
import { describedEndpoints } from './endpoints.ts';
import { cloudError } from './values.ts';

type Json = Record<string, unknown>;

/** @param routes of the endpoints, as registered: `subscriptions/{subscriptionId}/…` */
export function openApiDocument(
  routes: Readonly<Record<string, string>>,
  endpoints: DescribedEndpoints = describedEndpoints,
): Json {
  const schemas: Json = {};
  jsonSchema(cloudError, 'output', schemas);
  const missing: string[] = [];
  const paths: Record<string, Json> = {};
  for (const name of Object.keys(apiActions) as EndpointName[]) {
    const route = routes[name];
    if (route === undefined) {
      missing.push(`the endpoint '${name}' of src/api/access/actions.ts is not registered`);
      continue;
    }
    const item: Json = { parameters: pathParameters(route) };
    for (const [method, action] of Object.entries(apiActions[name]) as [Method, ApiAction][]) {
      const described = (endpoints[name] as Partial<Record<Method, Described>> | undefined)?.[method];
      if (described === undefined) missing.push(undescribed(name, method));
      else item[method.toLowerCase()] = operation({ name, method, action, described }, schemas);
    }
    paths[`/${route}`] = item;
  }
  if (missing.length > 0) throw new Error(missing.join('\n'));
  return { ...head, paths: sorted(paths), components: components(sorted(schemas)) };
}

const undescribed = (name: string, method: string): string =>
  `${method} of the endpoint '${name}' is not described: give it a row in src/api/openapi/endpoints.ts (its first lines say how), then run: node tools/generate/openapi.mjs`;

const head = {
  openapi: '3.1.0',
  info: {
    title: 'Holdfast',
    version: apiVersions[apiVersions.length - 1],
    description:
      'Backups of Azure storage, by the resource API of Microsoft.DataProtection under the host of the deployment. What is beyond Azure says so.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
  security: [{ functionKey: [] }, { functionKeyInQuery: [] }, { entra: [] }],
};

const components = (schemas: Json): Json => ({
  schemas,
  parameters: {
    apiVersion: {
      name: 'api-version',
      in: 'query',
      required: true,
      schema: { type: 'string', enum: apiVersions },
    },
  },
  headers: {
    AzureAsyncOperation: { description: 'Where the state of the operation is', schema: uri },
    Location: { description: 'Where the result of the operation will be', schema: uri },
    RetryAfter: { description: 'Seconds to wait before asking', schema: { type: 'integer' } },
  },
  responses: {
    Refused: {
      description: 'Refused: nothing was changed',
      // Where it is known when the same request may be met otherwise.
      headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
      content: jsonContent({ $ref: '#/components/schemas/CloudError' }),
    },
  },
  securitySchemes: {
    functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' },
    functionKeyInQuery: { type: 'apiKey', in: 'query', name: 'code' },
    entra: { type: 'http', scheme: 'bearer', description: "Entra ID, for the app's own audience" },
  },
});

const uri = { type: 'string', format: 'uri' };

const pathParameters = (route: string): Json[] =>
  [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

interface Operation {
  readonly name: EndpointName;
  readonly method: Method;
  readonly action: ApiAction;
  readonly described: Described;
}

function operation({ name, method, action, described }: Operation, schemas: Json): Json {
  const { summary, query = [], body, bodyOptional, answers } = described;
  return {
    operationId: `${name}_${method.toLowerCase()}`,
    summary,
    description: `Takes the role ${action.role}. Action: ${action.action}.`,
    parameters: [
      { $ref: '#/components/parameters/apiVersion' },
      ...query.map((parameter) => ({ ...parameter, in: 'query', schema: { type: 'string' } })),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: bodyOptional !== true,
            content: jsonContent(jsonSchema(body, 'input', schemas)),
          },
        }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answers).map(([status, answer]) => [status, response(status, answer, schemas)]),
      ),
      default: { $ref: '#/components/responses/Refused' },
    },
  };
}

function response(status: string, answer: z.ZodType, schemas: Json): Json {
  const headers =
    status === '202'
      ? Object.fromEntries(
          Object.entries({
            'Azure-AsyncOperation': 'AzureAsyncOperation',
            Location: 'Location',
            'Retry-After': 'RetryAfter',
          }).map(([header, id]) => [header, { $ref: `#/components/headers/${id}` }]),
        )
      : undefined;
  return {
    description: words[status] ?? 'Done',
    ...(headers && { headers }),
    ...(answer instanceof z.ZodUndefined
      ? {}
      : { content: jsonContent(jsonSchema(answer, 'output', schemas)) }),
  };
}

const words: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Begun, and not over yet',
  204: 'There was none',
};

const jsonContent = (schema: Json): Json => ({ 'application/json': { schema } });

/** Schemas with a name of their own go to `schemas`, and are referred to. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema: given }) => {
      // Fields of later versions are let through, in both directions.
      const { additionalProperties: more } = given;
      if (more === false || JSON.stringify(more) === '{}') delete given.additionalProperties;
    },
  }) as Json & { $defs?: Json };
  const referring = JSON.parse(
    JSON.stringify({ rest, $defs }).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as { rest: Json; $defs: Json };
  Object.assign(schemas, referring.$defs);
  const { id } = referring.rest;
  if (typeof id !== 'string') return withoutId(referring.rest);
  schemas[id] = referring.rest;
  return { $ref: `#/components/schemas/${id}` };
}

const withoutId = ({ id: _, ...rest }: Json): Json => rest;

const sorted = <T>(given: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)));
