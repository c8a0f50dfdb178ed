// What a recovery point leaves out, counted by cause with a few examples, however many blobs it concerns.

import type { CoverageWarning, WarningCode } from './recovery-point.ts';

export const MAX_EXAMPLES = 20;

/** Adds up warnings of the same code; order by code, examples in the order met. */
export const mergeWarnings = (
  ...groups: readonly (readonly CoverageWarning[])[]
): readonly CoverageWarning[] => {
  const merged = new Map<WarningCode, CoverageWarning>();
  for (const warning of groups.flat()) {
    const known = merged.get(warning.code);
    merged.set(warning.code, {
      code: warning.code,
      count: (known?.count ?? 0) + warning.count,
      examples: [...(known?.examples ?? []), ...warning.examples].slice(0, MAX_EXAMPLES),
    });
  }
  return [...merged.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
};

/** Collects warnings one blob at a time. */
export class Coverage {
  private readonly found = new Map<WarningCode, { count: number; readonly examples: string[] }>();

  add(code: WarningCode, example: string): void {
    const warning = this.found.get(code) ?? { count: 0, examples: [] };
    warning.count += 1;
    if (warning.examples.length < MAX_EXAMPLES) warning.examples.push(example);
    this.found.set(code, warning);
  }

  warnings(): readonly CoverageWarning[] {
    return mergeWarnings(
      [...this.found].map(([code, { count, examples }]) => ({ code, count, examples: [...examples] })),
    );
  }
}
