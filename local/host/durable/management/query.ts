// Query parameters as the extension reads them: names without case, repeated ones joined by commas, unreadable
// values as if they were not there.

export class Query {
  readonly #values = new Map<string, string>();

  constructor(text: string) {
    for (const [name, value] of new URLSearchParams(text)) {
      const key = name.toLowerCase();
      const before = this.#values.get(key);
      this.#values.set(key, before === undefined ? value : `${before},${value}`);
    }
  }

  text(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.text(name)?.trim().toLowerCase();
    if (value === 'true') return true;
    return value === 'false' ? false : fallback;
  }

  number(name: string): number | undefined {
    const value = this.text(name)?.trim();
    return value !== undefined && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
      ? Number(value)
      : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.text(name)?.trim();
    return value !== undefined && /^[+-]?\d+$/.test(value) ? Number(value) : undefined;
  }

  timeMs(name: string): number | undefined {
    const text = this.text(name) ?? '';
    // JavaScript makes a date of nearly anything with a number in it, .NET does not.
    const isDate = /^\s*(\d{4}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2}|[a-z]{3,9},?\s+\d{1,2})\b/i.test(text);
    const ms = isDate ? Date.parse(text) : Number.NaN;
    return Number.isNaN(ms) ? undefined : ms;
  }

  list(name: string): string[] {
    return (this.text(name) ?? '').split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
  }
}
