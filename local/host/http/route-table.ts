// Which function answers a path and method. Among several that match, the more specific route wins as in ASP.NET
// Core; equal ones in the order of their names. (The real host goes by names alone: route-overlaps.ts warns.)

import { decodePathSegment } from './path-encoding.ts';
import type { ParameterPart, RouteTemplate, Segment } from './route-template.ts';

export interface Route {
  readonly functionName: string;
  readonly template: RouteTemplate;
  /** Upper case; undefined for every method. */
  readonly methods: readonly string[] | undefined;
}

export interface RouteMatch {
  readonly route: Route;
  /** Parameters that have a value, by name, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

export interface RouteTable {
  match(method: string, rawPath: string): RouteMatch | undefined;
}

export function createRouteTable(routes: readonly Route[]): RouteTable {
  const ordered = routes
    .map((route) => ({ route, rank: precedence(route.template) }))
    .sort((a, b) => compareRanks(a.rank, b.rank) || (a.route.functionName < b.route.functionName ? -1 : 1));
  return {
    match(method, rawPath) {
      const path = pathSegments(rawPath);
      for (const { route } of ordered) {
        if (route.methods && !route.methods.includes(method.toUpperCase())) continue;
        const params = matchTemplate(route.template, path);
        if (params) return { route, params };
      }
      return undefined;
    },
  };
}

export function matchTemplate(
  template: RouteTemplate,
  path: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  const { segments } = template;
  for (const [i, segment] of segments.entries()) {
    const only = segment.length === 1 ? segment[0] : undefined;
    if (only?.kind === 'parameter' && only.catchAll) {
      const rest = path.slice(i).join('/');
      return keep(params, only, rest === '' ? only.defaultValue : rest) ? params : undefined;
    }
    const text = path[i];
    const matched = text === undefined ? absent(segment, params) : matchSegment(segment, text, params);
    if (!matched) return undefined;
  }
  return path.length <= segments.length ? params : undefined;
}

/** Decoded segments of a path without its query; a slash at either end does not count. */
export function pathSegments(rawPath: string): string[] {
  const trimmed = rawPath.replace(/^\//, '').replace(/\/$/, '');
  return trimmed === '' ? [] : trimmed.split('/').map(decodePathSegment);
}

function absent(segment: Segment, params: Record<string, string>): boolean {
  const only = segment.length === 1 ? segment[0] : undefined;
  if (only?.kind !== 'parameter') return false;
  if (only.defaultValue !== undefined) return keep(params, only, only.defaultValue);
  return only.optional;
}

function matchSegment(segment: Segment, text: string, params: Record<string, string>): boolean {
  if (text === '') return false;
  const match = segmentExpression(segment).exec(text) ?? shortExpression(segment)?.exec(text);
  if (!match) return false;
  const parameters = segment.filter((part): part is ParameterPart => part.kind === 'parameter');
  return parameters.every((part, i) => keep(params, part, match[i + 1]));
}

function keep(params: Record<string, string>, part: ParameterPart, value: string | undefined): boolean {
  if (value === undefined) return part.optional || part.constraints.length === 0;
  if (!part.constraints.every((constraint) => constraint.accepts(value))) return false;
  params[part.name] = value;
  return true;
}

const expressions = new WeakMap<Segment, RegExp>();

/** Earlier parameters of a segment take as much as they can. */
function segmentExpression(segment: Segment): RegExp {
  const known = expressions.get(segment);
  if (known) return known;
  const source = segment.map((part) =>
    part.kind === 'parameter' ? '([^]+)' : part.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  const expression = new RegExp(`^${source.join('')}$`, 'i');
  expressions.set(segment, expression);
  return expression;
}

const shorts = new WeakMap<Segment, Segment>();

/** `{name}.{ext?}` may also lack the dot and what follows it. */
function shortExpression(segment: Segment): RegExp | undefined {
  const last = segment.at(-1);
  const dot = segment.at(-2);
  if (last?.kind !== 'parameter' || !last.optional || dot?.kind !== 'literal' || dot.text !== '.')
    return undefined;
  const short = shorts.get(segment) ?? segment.slice(0, -2);
  shorts.set(segment, short);
  return segmentExpression(short);
}

/** One digit per segment, smaller first: literal 1, constrained parameter 2 or 3, plain parameter 3, catch-all 4 or 5. */
export function precedence(template: RouteTemplate): number[] {
  return template.segments.map((segment) => {
    const only = segment.length === 1 ? segment[0] : undefined;
    if (!only) return 2;
    if (only.kind === 'literal') return 1;
    const constrained = only.constraints.length > 0;
    if (only.catchAll) return constrained ? 4 : 5;
    return constrained ? 2 : 3;
  });
}

export function compareRanks(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
