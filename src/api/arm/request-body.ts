// A request body as JSON against its schema: every wrong field is named, with the rule it breaks.

import type * as z from 'zod';
import { toDotPath } from 'zod/v4/core';
import type { ApiErrorCode, ApiErrorDetail, ApiResult } from './api-error.ts';
import { accept, refuse } from './api-error.ts';

/** Azure Resource Manager's limit for a request body, in bytes. */
const maxBodyBytes = 4 * 1024 * 1024;

/** @param code of a body that is JSON and breaks a rule */
export function parseBody<T>(
  schema: z.ZodType<T>,
  text: string,
  code: ApiErrorCode = 'UserErrorInvalidRequest',
): ApiResult<T> {
  if (Buffer.byteLength(text) > maxBodyBytes) {
    return refuse({
      status: 413,
      code: 'RequestContentTooLarge',
      message: `The request body is larger than ${maxBodyBytes} bytes.`,
    });
  }
  const json = parseJson(text);
  if (!json.ok) return json;
  const parsed = schema.safeParse(json.value, { error: explain });
  if (parsed.success) return accept(parsed.data);
  return invalidFields(
    parsed.error.issues.map((issue) => ({
      code,
      message: issue.message,
      target: toDotPath(issue.path),
    })),
  );
}

function invalidFields(details: readonly ApiErrorDetail[]) {
  const [first] = details;
  const named = details.map(({ target, message }) => (target ? `${target} ${message}` : message));
  return refuse({
    status: 400,
    code: first?.code ?? 'UserErrorInvalidRequest',
    message: `The request is not valid: ${named.join('; ')}.`,
    ...(first?.target === undefined ? {} : { target: first.target }),
    details,
  });
}

function parseJson(text: string): ApiResult<object> {
  const invalid = (message: string) => refuse({ status: 400, code: 'InvalidRequestContent', message });
  if (text.trim() === '') return invalid('The request needs a JSON body.');
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? accept(value)
      : invalid('The request body must be a JSON object.');
  } catch (error) {
    return invalid(
      `The request body is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

/** The library's own words name types as TypeScript does; a caller of a REST API has fields. */
const explain: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    return issue.input === undefined || issue.input === null
      ? 'is required'
      : `must be of type ${issue.expected}`;
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map((value) => `'${String(value)}'`);
    return issue.input === undefined || issue.input === null
      ? `is required: ${values.join(' or ')}`
      : `must be ${values.join(' or ')}`;
  }
  if (issue.code === 'too_big')
    return amount(issue.origin, `at most ${issue.maximum}`, `more than ${issue.maximum}`);
  if (issue.code === 'too_small')
    return amount(issue.origin, `at least ${issue.minimum}`, `fewer than ${issue.minimum}`);
  return undefined;
};

const amount = (origin: string, limit: string, count: string): string => {
  if (origin === 'string') return `has ${count} characters`;
  return origin === 'array' ? `has ${count} items` : `must be ${limit}`;
};
