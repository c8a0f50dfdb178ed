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
    return value !== undefined && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.number(name);
    return value !== undefined && Number.isInteger(value) ? value : undefined;
  }

  timeMs(name: string): number | undefined {
    const ms = Date.parse(this.text(name) ?? '');
    return Number.isNaN(ms) ? undefined : ms;
  }

  list(name: string): string[] {
    return (this.text(name) ?? '').split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));
  }
}
