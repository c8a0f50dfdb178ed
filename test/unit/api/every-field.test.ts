// Every field of every request, wrong in every way: dropped, null, of another type, empty, too long. The bodies are valid
// ones, changed in one place; a refusal names the field, and what is optional is optional.

import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { parseBody } from '../../../src/api/arm/request-body.ts';
import { readers } from './valid-requests.ts';

type Key = string | number;

/** Every field below, as the keys that lead to it. */
const fieldsOf = (value: unknown, above: readonly Key[] = []): (readonly Key[])[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([name, below]) => {
        const here = [...above, Array.isArray(value) ? Number(name) : name];
        return [here, ...fieldsOf(below, here)];
      });

const written = (keys: readonly Key[]): string =>
  keys
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');

const at = (value: unknown, keys: readonly Key[]): unknown =>
  keys.reduce<unknown>((found, key) => (found as Record<Key, unknown>)[key], value);

/** @param put undefined: the field is dropped */
const changed = (valid: object, keys: readonly Key[], put: unknown): object => {
  const copy = structuredClone(valid);
  const holder = at(copy, keys.slice(0, -1)) as Record<Key, unknown>;
  holder[keys[keys.length - 1] ?? ''] = put;
  return copy;
};

const ofAnotherType = (value: unknown): unknown[] =>
  typeof value === 'string'
    ? [7, true, {}, []]
    : ['text that is none', 0.5, ...(Array.isArray(value) ? [{}] : [[]])];

const isWithin = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}.`) || one.startsWith(`${other}[`);

interface Mistake {
  readonly what: string;
  readonly path: string;
  readonly body: object;
}

const named = (schema: z.ZodType, { what, path, body }: Mistake): string | undefined => {
  const read = parseBody(schema, JSON.stringify(body));
  if (read.ok) return `${what}: accepted`;
  const { status, details = [] } = read.error;
  const names = details.some(({ target = '' }) => isWithin(target, path) || isWithin(path, target));
  if (status !== 400 || !names) return `${what}: ${status} ${JSON.stringify(details)}`;
  return details.every(({ message }) => message.length > 3 && !/\bundefined\b|\bNaN\b/.test(message))
    ? undefined
    : `${what}: ${JSON.stringify(details)}`;
};

describe.each(readers)('$name', ({ schema, valid, optional = [], meaningless = [], mayBeEmpty = [] }) => {
  const fields = fieldsOf(valid)
    .map((keys) => ({ keys, path: written(keys), value: at(valid, keys) }))
    .filter(({ path }) => !meaningless.includes(path));
  const refusals = (mistakes: readonly Mistake[]) =>
    mistakes.flatMap((mistake) => {
      const wrong = named(schema, mistake);
      return wrong === undefined ? [] : [`${mistake.path} ${wrong}`];
    });

  it('takes the body as it is', () => {
    expect(parseBody(schema, JSON.stringify(valid))).toMatchObject({ ok: true });
  });

  it('takes it without what is optional', () => {
    const refused = fields
      .filter(({ path }) => optional.includes(path))
      .filter(({ keys }) => !parseBody(schema, JSON.stringify(changed(valid, keys, undefined))).ok);
    expect(refused.map(({ path }) => path)).toEqual([]);
  });

  it('names every required field that is not there', () => {
    const required = fields.filter(
      ({ path, keys }) => !optional.includes(path) && typeof keys.at(-1) === 'string',
    );
    expect(
      refusals(
        required.flatMap(({ keys, path }) =>
          [undefined, null].map((put) => ({ what: String(put), path, body: changed(valid, keys, put) })),
        ),
      ),
    ).toEqual([]);
  });

  it('names every field of another type', () => {
    expect(
      refusals(
        fields.flatMap(({ keys, path, value }) =>
          ofAnotherType(value).map((put) => ({
            what: JSON.stringify(put),
            path,
            body: changed(valid, keys, put),
          })),
        ),
      ),
    ).toEqual([]);
  });

  it('names every text that is empty', () => {
    const texts = fields.filter(({ path, value }) => typeof value === 'string' && !mayBeEmpty.includes(path));
    expect(
      refusals(texts.map(({ keys, path }) => ({ what: 'empty', path, body: changed(valid, keys, '') }))),
    ).toEqual([]);
  });

  it('names every text that is too long', () => {
    const texts = fields.filter(({ value }) => typeof value === 'string');
    const long = (value: unknown) => `${value}${'x'.repeat(5_000)}`;
    expect(
      refusals(
        texts.map(({ keys, path, value }) => ({
          what: 'long',
          path,
          body: changed(valid, keys, long(value)),
        })),
      ),
    ).toEqual([]);
  });
});
