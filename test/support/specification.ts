// Checks JSON against a definition of a public REST specification (Swagger 2.0), where ../shared/specs is present:
// types, required and unknown fields, enumerations, date-times, and the derived type that a discriminator names.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

type Schema = Readonly<Record<string, unknown>>;

const folder = fileURLToPath(
  new URL(
    '../../../shared/specs/specification/dataprotection/resource-manager/Microsoft.DataProtection/stable/2024-04-01/',
    import.meta.url,
  ),
);
const main = path.join(folder, 'dataprotection.json');

/** For skipIf: the specification is no part of this repository. */
export const specificationAbsent = !existsSync(main);

export const specificationExample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(folder, 'examples', `${name}.json`), 'utf8'));

export interface SpecifiedExample {
  /** As specificationExample takes it. */
  readonly name: string;
  /** Of its operation: lower case, and with parameters in braces. */
  readonly method: string;
  readonly path: string;
}

/** Every example that lies beside the specification; empty method and path where no operation refers to it. */
export const specificationExamples = (): readonly SpecifiedExample[] => {
  const operations = new Map<string, Omit<SpecifiedExample, 'name'>>();
  for (const [path, methods] of Object.entries(load(main).paths as Record<string, Record<string, Schema>>)) {
    for (const [method, operation] of Object.entries(methods)) {
      const examples = Object.values((operation['x-ms-examples'] ?? {}) as Record<string, { $ref: string }>);
      for (const { $ref } of examples)
        operations.set($ref.replace('./examples/', '').replace('.json', ''), { method, path });
    }
  }
  return readdirSync(path.join(folder, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replaceAll('\\', '/').replace('.json', ''))
    .sort()
    .map((name) => ({ name, ...(operations.get(name) ?? { method: '', path: '' }) }));
};

/** Problems as `path: what`, empty where the value fits. */
export const specificationProblems = (definition: string, value: unknown): readonly string[] => {
  const schema = pointed(load(main), `/definitions/${definition}`);
  return check({ schema, file: main }, value, definition);
};

interface Located {
  readonly schema: Schema;
  readonly file: string;
}

const files = new Map<string, Schema>();

function load(file: string): Schema {
  const known = files.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as Schema);
  files.set(file, known);
  return known;
}

function pointed(document: Schema, pointer: string): Schema {
  let found: unknown = document;
  for (const part of pointer.split('/').slice(1)) found = (found as Schema)[part];
  if (typeof found !== 'object' || found === null) throw new Error(`The specification has no ${pointer}`);
  return found as Schema;
}

function resolve({ schema, file }: Located): Located {
  if (typeof schema.$ref !== 'string') return { schema, file };
  const [relative = '', pointer = ''] = schema.$ref.split('#');
  const target = relative === '' ? file : path.resolve(path.dirname(file), relative);
  return resolve({ schema: pointed(load(target), pointer), file: target });
}

function check(at: Located, value: unknown, where: string): string[] {
  const { schema, file } = resolve(at);
  const { type, properties, allOf } = schema;
  if (type === 'array') return checkArray({ schema, file }, value, where);
  if (type === 'object' || properties !== undefined || allOf !== undefined) {
    return checkObject({ schema, file }, value, where);
  }
  return checkScalar(schema, value, where);
}

function checkScalar({ type, format, enum: values }: Schema, value: unknown, where: string): string[] {
  const expected = type === 'integer' ? 'number' : type;
  if (expected !== undefined && typeof value !== expected) return [`${where}: is no ${String(type)}`];
  if (type === 'integer' && !Number.isInteger(value)) return [`${where}: is no integer`];
  if (Array.isArray(values) && !values.includes(value)) return [`${where}: is none of ${values.join(', ')}`];
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(String(value));
  return format === 'date-time' && !isMoment ? [`${where}: is no date-time`] : [];
}

function checkArray({ schema, file }: Located, value: unknown, where: string): string[] {
  if (!Array.isArray(value)) return [`${where}: is no array`];
  return value.flatMap((item, index) =>
    check({ schema: schema.items as Schema, file }, item, `${where}[${index}]`),
  );
}

function checkObject(at: Located, value: unknown, where: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${where}: is no object`];
  const given = value as Schema;
  const { fields, required, open, discriminator } = flatten(derived(at, given));
  const problems = [...required]
    .filter((name) => given[name] === undefined)
    .map((name) => `${where}.${name}: is missing`);
  if (discriminator !== undefined && given[discriminator] === undefined) {
    problems.push(`${where}.${discriminator}: is missing`);
  }
  for (const [name, item] of Object.entries(given)) {
    const field = fields.get(name);
    if (field !== undefined) problems.push(...check(field, item, `${where}.${name}`));
    else if (!open) problems.push(`${where}.${name}: is unknown`);
  }
  return problems;
}

/** The definition that the value's discriminator names, or the one given. */
function derived(at: Located, value: Schema): Located {
  const { discriminator } = flatten(at);
  const named = discriminator === undefined ? undefined : value[discriminator];
  if (named === undefined) return at;
  const definitions = load(at.file).definitions as Record<string, Schema>;
  const found = Object.entries(definitions).find(
    ([name, schema]) => (schema['x-ms-discriminator-value'] ?? name) === named,
  );
  if (found === undefined) throw new Error(`The specification has no type ${String(named)}`);
  return { schema: found[1], file: at.file };
}

interface Flat {
  readonly fields: Map<string, Located>;
  readonly required: Set<string>;
  readonly open: boolean;
  readonly discriminator: string | undefined;
}

/** An object type with everything that it extends. A type without fields of its own takes any. */
function flatten(at: Located): Flat {
  const { schema, file } = resolve(at);
  const bases = ((schema.allOf ?? []) as Schema[]).map((base) => flatten({ schema: base, file }));
  const own = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  return {
    fields: new Map([
      ...bases.flatMap(({ fields }) => [...fields]),
      ...own.map(([name, field]): [string, Located] => [name, { schema: field, file }]),
    ]),
    required: new Set([
      ...bases.flatMap(({ required }) => [...required]),
      ...((schema.required ?? []) as string[]),
    ]),
    open:
      schema.additionalProperties !== undefined ||
      (own.length === 0 && bases.length === 0) ||
      bases.some(({ open }) => open),
    discriminator:
      (schema.discriminator as string | undefined) ??
      bases.map(({ discriminator }) => discriminator).find((name) => name !== undefined),
  };
}
