// Policies as people have them: az CLI prints criteria in snake_case, and writes `Criteria` when it updates a tag.

const camelCase = (key: string): string =>
  key
    .replace(/^[A-Z]/, (first) => first.toLowerCase())
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The same JSON with every key in the spelling of the specification, and without fields that are null. */
export function specified(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(specified);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(entries.map(([key, field]) => [camelCase(key), specified(field)]));
}
