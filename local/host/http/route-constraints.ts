// The inline route constraints of ASP.NET Core (`{id:int}`), each a test of the parameter's text. The .NET parsers
// they stand on accept surrounding blanks and signs; so do these.

export interface Constraint {
  readonly name: string;
  accepts(value: string): boolean;
}

type Factory = (args: readonly string[], raw: string) => (value: string) => boolean;

const integer = /^\s*[+-]?\d+\s*$/;
const withinBits = (value: string, bits: bigint): boolean => {
  if (!integer.test(value)) return false;
  const number = BigInt(value.trim().replace(/^\+/, ''));
  return number >= -(2n ** (bits - 1n)) && number < 2n ** (bits - 1n);
};
const long = (value: string) => withinBits(value, 64n);
const decimal = /^\s*[+-]?(\d[\d,]*(\.\d*)?|\.\d+)[+-]?\s*$/;
const float = /^\s*[+-]?((\d[\d,]*(\.\d*)?|\.\d+)(e[+-]?\d+)?|infinity|nan)\s*$/i;
const guid =
  /^\s*(\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|\([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\)|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})\s*$/i;
const fileName = (value: string) => /\.[^.]+$/.test(value.slice(value.lastIndexOf('/') + 1));

const factories: Readonly<Record<string, Factory>> = {
  int: () => (value) => withinBits(value, 32n),
  long: () => long,
  bool: () => (value) => /^\s*(true|false)\s*$/i.test(value),
  datetime: () => isDateTime,
  decimal: () => (value) => decimal.test(value),
  double: () => (value) => float.test(value),
  float: () => (value) => float.test(value),
  guid: () => (value) => guid.test(value),
  alpha: () => (value) => /^[a-z]*$/i.test(value),
  required: () => (value) => value !== '',
  file: () => fileName,
  nonfile: () => (value) => !fileName(value),
  length: (args) => {
    const [low, high = low] = numbers(args, 1, 2);
    return (value) => value.length >= Number(low) && value.length <= Number(high);
  },
  minlength: (args) => {
    const [low] = numbers(args, 1, 1);
    return (value) => value.length >= Number(low);
  },
  maxlength: (args) => {
    const [high] = numbers(args, 1, 1);
    return (value) => value.length <= Number(high);
  },
  min: (args) => {
    const [low] = numbers(args, 1, 1);
    return (value) => long(value) && BigInt(value.trim()) >= low;
  },
  max: (args) => {
    const [high] = numbers(args, 1, 1);
    return (value) => long(value) && BigInt(value.trim()) <= high;
  },
  range: (args) => {
    const [low, high = low] = numbers(args, 2, 2);
    return (value) => long(value) && BigInt(value.trim()) >= low && BigInt(value.trim()) <= high;
  },
  regex: (_args, raw) => {
    const expression = new RegExp(raw, 'i');
    return (value) => expression.test(value);
  },
};

/** Throws with the reason when the host would refuse the constraint. */
export function compileConstraint(name: string, argument: string | undefined): Constraint {
  const factory = factories[name.toLowerCase()];
  if (!factory || !Object.hasOwn(factories, name.toLowerCase())) {
    throw new Error(`the constraint reference '${name}' could not be resolved to a type`);
  }
  const raw = argument ?? '';
  const args = argument === undefined ? [] : raw.split(',').map((part) => part.trim());
  try {
    return { name, accepts: factory(args, raw) };
  } catch (error) {
    throw new Error(`the constraint '${name}' is not well formed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function numbers(args: readonly string[], least: number, most: number): [bigint, bigint?] {
  if (args.length < least || args.length > most)
    throw new Error(`it takes ${least === most ? least : `${least} or ${most}`} number(s)`);
  const [first, second] = args.map((text) => BigInt(text));
  if (first === undefined) throw new Error('a number is missing');
  return second === undefined ? [first] : [first, second];
}

/** What DateTime.TryParse takes in the invariant culture, near enough: ISO and month-first dates, with or without time. */
function isDateTime(value: string): boolean {
  const text = value.trim();
  const iso = /^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AP]M)?(Z|[+-]\d{2}:\d{2})?)?$/i;
  const monthFirst = /^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}( \d{1,2}:\d{2}(:\d{2})?\s*([AP]M)?)?$/i;
  const named = /^(\w{3,9},? )?(\d{1,2} \w{3,9}|\w{3,9} \d{1,2},?) \d{4}( .*)?$/;
  return [iso, monthFirst, named].some((pattern) => pattern.test(text)) && !Number.isNaN(Date.parse(text));
}
