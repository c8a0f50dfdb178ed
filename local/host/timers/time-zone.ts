// Instants and wall-clock times of one time zone, as .NET relates them: a wall time that the spring change skips is
// read with the offset before it, one that the autumn change repeats with the offset after it.

export interface TimeZone {
  readonly name: string;
  /** What the wall clock shows at an instant, in milliseconds as if it were UTC. */
  toWall(instantMs: number): number;
  toInstant(wallMs: number): number;
}

export const utc: TimeZone = { name: 'UTC', toWall: (ms) => ms, toInstant: (ms) => ms };

/** An IANA zone by name; undefined when this Node does not know it. */
export function timeZone(name: string): TimeZone | undefined {
  if (/^(utc|etc\/utc|gmt)$/i.test(name)) return utc;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
  const offset = (instantMs: number) => wallOf(format, instantMs) - Math.floor(instantMs / 1000) * 1000;
  return {
    name,
    toWall: (instantMs) => instantMs + offset(instantMs),
    toInstant(wallMs) {
      const before = offset(wallMs - DAY_MS);
      const after = offset(wallMs + DAY_MS);
      const candidates = [wallMs - after, wallMs - before];
      const exact = candidates.filter((instant) => instant + offset(instant) === wallMs);
      // Skipped: neither is exact, and the offset before the change applies.
      return exact.length > 0 ? Math.max(...exact) : wallMs - before;
    },
  };
}

const DAY_MS = 86_400_000;

function wallOf(format: Intl.DateTimeFormat, instantMs: number): number {
  const parts = Object.fromEntries(
    format.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
