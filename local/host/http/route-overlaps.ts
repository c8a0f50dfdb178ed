// Routes between which the choice in Azure is another than here, or hangs on names alone. The real host tries functions
// in the order of their names, whatever their routes; an app that relies on "literal before parameter" works there
// only by luck.

import type { Route } from './route-table.ts';
import { compareRanks, matchTemplate, pathSegments, precedence } from './route-table.ts';
import type { Segment } from './route-template.ts';

/** One sentence for each pair that needs a warning. */
export function overlapWarnings(routes: readonly Route[]): string[] {
  const byName = [...routes].sort((a, b) => compareNames(a.functionName, b.functionName));
  const warnings: string[] = [];
  for (const [i, first] of byName.entries()) {
    for (const later of byName.slice(i + 1)) {
      const method = sharedMethod(first, later);
      const rank = compareRanks(precedence(first.template), precedence(later.template));
      const path = rank >= 0 && method !== undefined ? sharedPath(later, first) : undefined;
      if (path === undefined) continue;
      warnings.push(
        rank === 0
          ? `Functions '${first.functionName}' and '${later.functionName}' both answer ${method} /${path}; '${first.functionName}' is taken because its name sorts first.`
          : `${method} /${path} is answered by '${later.functionName}' here, whose route is more specific; in Azure '${first.functionName}' answers, because its name sorts first.`,
      );
    }
  }
  return warnings;
}

function compareNames(a: string, b: string): number {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}

function sharedMethod(a: Route, b: Route): string | undefined {
  if (!a.methods) return b.methods?.[0] ?? 'GET';
  const other = b.methods;
  return other ? a.methods.find((method) => other.includes(method)) : a.methods[0];
}

/** A path that both answer, found by trying what the more specific one accepts. */
function sharedPath(specific: Route, general: Route): string | undefined {
  for (const sample of ['1', 'a', 'true', '11111111-1111-1111-1111-111111111111']) {
    const path = specific.template.segments.map((segment) => samplePath(segment, sample)).join('/');
    const segments = pathSegments(path);
    if (matchTemplate(specific.template, segments) && matchTemplate(general.template, segments)) return path;
  }
  return undefined;
}

function samplePath(segment: Segment, sample: string): string {
  return segment.map((part) => (part.kind === 'literal' ? part.text : sample)).join('');
}
