// Blob names as templates, built and parsed by the same pattern, so that what one side writes the other can read and
// no value from outside can escape its segment.

const patterns = {
  name: '[A-Za-z0-9][A-Za-z0-9._-]{0,62}',
  instance: '[A-Za-z0-9][A-Za-z0-9._-]{0,62}',
  /** Azure's rule for names of backup policies. */
  policy: '[A-Za-z0-9][A-Za-z0-9-]{2,149}',
  recoveryPoint: '\\d{8}T\\d{6}Z(?:-[0-9a-f]{8})?',
  jobId: '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  inverted: '[0-9a-f]{12}',
  account: '[a-z0-9]{3,24}',
  container: '\\$?[a-z0-9](?:-?[a-z0-9])*',
  phase: '(?:restore|verify)',
  lane: '\\d{4}',
  seq: '\\d{6}',
  step: '(?:points|index|leaves|objects|chunks|blocked-points|blocked-objects|blocked-chunks)',
  fan: '[0-9a-f]{2}',
  hash: '[0-9a-f]{64}',
  day: '\\d{8}',
  time: '\\d{9}',
  requestId: '[0-9a-fA-F-]{1,64}',
} as const;

export type Field = keyof typeof patterns;

type FieldsOf<T extends string> = T extends `${string}{${infer F}}${infer Rest}`
  ? Extract<F, Field> | FieldsOf<Rest>
  : never;

export interface NameTemplate<F extends Field> {
  /** Throws on a value that does not fit its field: the caller forgot to validate. */
  build(values: Readonly<Record<F, string>>): string;
  /** undefined where the values fit no name, so that nothing of that name can exist. */
  buildIfValid(values: Readonly<Record<F, string>>): string | undefined;
  /** undefined where the name is not of this template. */
  parse(name: string): Readonly<Record<F, string>> | undefined;
}

const fieldPattern = /\{(\w+)\}/g;
const escapeLiteral = (text: string): string => text.replace(/[.*+?^$()[\]\\|]/g, '\\$&');

export const nameTemplate = <T extends string>(template: T): NameTemplate<FieldsOf<T>> => {
  type F = FieldsOf<T>;
  const fields = [...template.matchAll(fieldPattern)].map((match) => match[1] as F);
  const whole = new RegExp(
    `^${escapeLiteral(template).replace(fieldPattern, (_, field: F) => `(?<${field}>${patterns[field]})`)}$`,
  );
  const rules = new Map(fields.map((field) => [field, new RegExp(`^${patterns[field]}$`)]));
  const fits = (field: F, value: string): boolean => rules.get(field)?.test(value) === true;
  const fill = (values: Readonly<Record<F, string>>): string =>
    template.replace(fieldPattern, (_, field: F) => values[field]);

  return {
    build(values) {
      const wrong = fields.find((field) => !fits(field, values[field]));
      if (wrong !== undefined) throw new Error(`Not a valid ${wrong} for ${template}: ${values[wrong]}`);
      return fill(values);
    },
    buildIfValid: (values) =>
      fields.every((field) => fits(field, values[field])) ? fill(values) : undefined,
    parse(name) {
      const found = whole.exec(name);
      // A template without fields has no groups.
      return found === null ? undefined : ((found.groups ?? {}) as Readonly<Record<F, string>>);
    },
  };
};
