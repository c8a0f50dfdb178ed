// What is wrong with answers of the API: by the specification of Microsoft.DataProtection, and by our own OpenAPI document,
// which has the paths beyond Azure too.

import type * as z from 'zod';
import { openApiSchema } from './openapi-answers.ts';
import type { RecordedAnswer } from './recorded-answers.ts';
import type { LiveValidator } from './specification-traffic.ts';
import { createValidator } from './specification-traffic.ts';

const swaggerPathsPattern = [
  'dataprotection/resource-manager/Microsoft.DataProtection/stable/2024-04-01/*.json',
];

/** Fields beyond Azure that existing resources have: docs/api.md lists them. */
const ownFields = new Set([
  'deletionBlocked',
  'excludedContainersList',
  'snapshotSku',
  'verification',
  'weeksOfTheMonth',
]);

const lines = (found: readonly RecordedAnswer[], problems: (one: RecordedAnswer) => readonly string[]) => [
  ...new Set(
    found.flatMap((one) =>
      problems(one).map((problem) => `${one.method} ${one.url} -> ${one.status}: ${problem}`),
    ),
  ),
];

/** Nothing is served there, or not by this method. */
const isNowhere = ({ status, body }: RecordedAnswer): boolean =>
  status === 405 || (body as { error?: { code: string } } | undefined)?.error?.code === 'InvalidResourceType';

async function byOav(validator: LiveValidator, answer: RecordedAnswer): Promise<readonly string[]> {
  const url = new URL(answer.url, 'https://management.azure.com');
  // Of the versions served the specification at hand is that of the newest, which has all of the older one.
  url.searchParams.set('api-version', '2024-04-01');
  const { isSuccessful, errors, runtimeException } = await validator.validateLiveResponse(
    {
      statusCode: String(answer.status),
      headers: answer.headers,
      ...(answer.body === undefined ? {} : { body: answer.body }),
    },
    { url: url.href, method: answer.method },
  );
  if (isSuccessful === true) return [];
  if (runtimeException !== undefined) return [runtimeException.message];
  return errors
    .filter(({ code, message }) => {
      const field = /Additional properties not allowed: (\w+)$/.exec(message)?.[1];
      return code !== 'OBJECT_ADDITIONAL_PROPERTIES' || !ownFields.has(field ?? '');
    })
    .map(({ code, message }) => `${code}: ${message}`);
}

/** @param answers to paths of the specification, and to others, which are left out */
export const specificationViolations = async (
  answers: readonly RecordedAnswer[],
): Promise<readonly string[]> => {
  const validator = await createValidator(swaggerPathsPattern);
  const found = new Map<RecordedAnswer, readonly string[]>();
  for (const answer of answers) {
    const isOurs = openApiSchema(answer)?.isBeyondAzure === true;
    if (!isOurs && !isNowhere(answer)) found.set(answer, await byOav(validator, answer));
  }
  return lines([...found.keys()], (one) => found.get(one) ?? []);
};

/** A field that is not described is no violation here: the unit tests of answers look for those. */
const violations = (schema: z.ZodType, body: unknown): readonly string[] =>
  (schema.safeParse(body).error?.issues ?? [])
    .filter(({ code }) => code !== 'unrecognized_keys')
    .map(({ path, message }) => `${path.join('.')}: ${message}`);

const missingHeaders = ({ status, headers }: RecordedAnswer): readonly string[] =>
  status === 202
    ? ['azure-asyncoperation', 'location', 'retry-after']
        .filter((name) => headers[name] === undefined)
        .map((name) => `has no ${name}`)
    : [];

export const openApiViolations = (answers: readonly RecordedAnswer[]): readonly string[] =>
  lines(answers, (answer) => {
    const found = openApiSchema(answer);
    if (found === undefined) return isNowhere(answer) ? [] : ['is in no endpoint of the OpenAPI document'];
    if (found.schema === undefined) return [`the status ${answer.status} is not described`];
    return [...violations(found.schema, answer.body), ...missingHeaders(answer)];
  });
