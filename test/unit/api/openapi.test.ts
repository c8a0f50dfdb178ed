// The OpenAPI document: whole in itself, made of every endpoint, and refused where one is not described.

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { apiActions } from '../../../src/api/access/actions.ts';
import { openApiDocument } from '../../../src/api/openapi/document.ts';
import { describedEndpoints } from '../../../src/api/openapi/endpoints.ts';
import document from '../../../src/api/openapi/openapi.json' with { type: 'json' };

type Json = Readonly<Record<string, unknown>>;

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const;

const operations = Object.entries(document.paths as Record<string, Json>).flatMap(([path, item]) =>
  methods.flatMap((method) =>
    item[method] === undefined ? [] : [{ path, item, operation: item[method] as Json }],
  ),
);

const everyObject = function* (value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const below of Object.values(value)) yield* everyObject(below);
};

const atPointer = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((found, part) => (found as Json | undefined)?.[part], document);

const routes = Object.fromEntries(Object.keys(apiActions).map((name) => [name, `at/${name}/{id}`]));

describe('the OpenAPI document', () => {
  it('has every method of every endpoint, once', () => {
    const expected = Object.entries(apiActions).flatMap(([name, served]) =>
      Object.keys(served).map((method) => `${name}_${method.toLowerCase()}`),
    );
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(expected.sort());
  });

  it('refers only to what it has', () => {
    const dangling = [...everyObject(document)].flatMap(({ $ref }) =>
      typeof $ref === 'string' && atPointer($ref) === undefined ? [$ref] : [],
    );
    expect(dangling).toEqual([]);
  });

  it('declares each part of a path, and no other', () => {
    for (const { path, item } of operations) {
      const declared = (item.parameters as { name: string; in: string; required: boolean }[]).map(
        ({ name, in: where, required }) => [name, where, required],
      );
      expect(declared, path).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, 'path', true]),
      );
    }
  });

  it('answers each operation, says what it is for, and has a body wherever one is read', () => {
    for (const { path, operation } of operations) {
      const { responses, summary, operationId } = operation as {
        responses: Json;
        summary: string;
        operationId: string;
      };
      expect(summary, path).not.toBe('');
      expect(Object.keys(responses), path).toEqual(expect.arrayContaining(['default']));
      expect(Object.keys(responses).length, path).toBeGreaterThan(1);
      const [name = '', method = ''] = operationId.split('_');
      const described = (describedEndpoints as Record<string, Record<string, { body?: unknown }>>)[name];
      expect(operation.requestBody !== undefined, path).toBe(
        described?.[method.toUpperCase()]?.body !== undefined,
      );
    }
  });

  it('has schemas that can be read back', () => {
    const inlined = { $defs: document.components.schemas };
    const text = JSON.stringify(inlined).replaceAll('#/components/schemas/', '#/$defs/');
    for (const name of Object.keys(document.components.schemas)) {
      const schema = z.fromJSONSchema({ ...JSON.parse(text), $ref: `#/$defs/${name}` });
      expect(schema.safeParse('no object').success, name).toBe(false);
    }
  });
});

describe('what nobody described', () => {
  it('is refused with what to do', () => {
    const { backup: _, ...others } = describedEndpoints;
    expect(() => openApiDocument(routes, others as typeof describedEndpoints)).toThrow(
      /POST of the endpoint 'backup' is not described: .*src\/api\/openapi\/endpoints\.ts.*tools\/generate\/openapi\.mjs/,
    );
  });

  it('and so is an endpoint that is not registered', () => {
    const { backup: _, ...others } = routes;
    expect(() => openApiDocument(others)).toThrow("the endpoint 'backup'");
  });
});
