// Parses an HTTP trigger's route as ASP.NET Core routing does: literals, parameters with constraints, optional
// parameters, defaults, catch-alls, several parts in one segment, doubled braces for literal ones.

import type { Constraint } from './route-constraints.ts';
import { compileConstraint } from './route-constraints.ts';

export interface ParameterPart {
  readonly kind: 'parameter';
  readonly name: string;
  readonly optional: boolean;
  readonly catchAll: boolean;
  readonly defaultValue: string | undefined;
  readonly constraints: readonly Constraint[];
}

export interface LiteralPart {
  readonly kind: 'literal';
  readonly text: string;
}

export type Segment = readonly (LiteralPart | ParameterPart)[];

export interface RouteTemplate {
  readonly text: string;
  readonly segments: readonly Segment[];
}

/** A template, or the reason why the host would refuse it. */
export type ParsedRoute = { ok: true; template: RouteTemplate } | { ok: false; reason: string };

export function parseRoute(text: string): ParsedRoute {
  try {
    return { ok: true, template: { text, segments: parseSegments(text) } };
  } catch (error) {
    return { ok: false, reason: `The route '${text}' is not valid: ${(error as Error).message}` };
  }
}

function parseSegments(text: string): Segment[] {
  const trimmed = text.replace(/^~?\//, '').replace(/\/$/, '');
  if (trimmed === '') return [];
  const segments = splitSegments(trimmed).map(parseSegment);
  const names = segments
    .flat()
    .flatMap((part) => (part.kind === 'parameter' ? [part.name.toLowerCase()] : []));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`the parameter '${twice}' appears more than once`);
  segments.forEach((segment, i) => {
    const catchAll = segment.some((part) => part.kind === 'parameter' && part.catchAll);
    if (catchAll && (segment.length > 1 || i < segments.length - 1)) {
      throw new Error('a catch-all parameter must be the last segment of the route');
    }
  });
  return segments;
}

/** Slashes inside braces (a regex constraint) do not separate. */
function splitSegments(text: string): string[] {
  const segments: string[] = [''];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    const doubled = (c === '{' || c === '}') && text[i + 1] === c;
    if (c === '/' && depth === 0) segments.push('');
    else segments[segments.length - 1] += doubled ? c + c : c;
    if (doubled) i++;
    else if (c === '{') depth++;
    else if (c === '}') depth--;
  }
  if (segments.some((segment) => segment === '')) throw new Error('it has an empty segment');
  return segments;
}

function parseSegment(text: string): Segment {
  const parts: (LiteralPart | ParameterPart)[] = [];
  let literal = '';
  const endLiteral = () => {
    if (literal !== '') parts.push({ kind: 'literal', text: literal });
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if ((c === '{' || c === '}') && text[i + 1] === c) {
      literal += c;
      i++;
    } else if (c === '{') {
      endLiteral();
      const end = parameterEnd(text, i + 1);
      parts.push(parseParameter(text.slice(i + 1, end)));
      i = end;
    } else if (c === '}') throw new Error('a closing brace has no opening one');
    else literal += c;
  }
  endLiteral();
  const adjacent = parts.some((part, i) => part.kind === 'parameter' && parts[i + 1]?.kind === 'parameter');
  if (adjacent) throw new Error('two parameters follow each other without a literal between them');
  return parts;
}

function parameterEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charAt(i);
    if ((c === '{' || c === '}') && text[i + 1] === c) i++;
    else if (c === '}') return i;
    else if (c === '{') throw new Error('an opening brace stands inside a parameter');
  }
  throw new Error('an opening brace has no closing one');
}

function parseParameter(raw: string): ParameterPart {
  const text = raw.replaceAll('{{', '{').replaceAll('}}', '}');
  const stars = /^\*{0,2}/.exec(text)?.[0].length ?? 0;
  const name = /^[^:=?*/{}]+/.exec(text.slice(stars))?.[0] ?? '';
  if (name === '') throw new Error('a parameter has no name');
  const { constraints, rest } = takeConstraints(text.slice(stars + name.length));
  const optional = rest.endsWith('?');
  const tail = optional ? rest.slice(0, -1) : rest;
  if (tail !== '' && !tail.startsWith('=')) throw new Error(`the parameter '${name}' is not well formed`);
  if (optional && tail !== '') throw new Error(`the optional parameter '${name}' cannot have a default`);
  if (optional && stars > 0) throw new Error(`the catch-all parameter '${name}' cannot be optional`);
  return {
    kind: 'parameter',
    name,
    optional,
    catchAll: stars > 0,
    defaultValue: tail === '' ? undefined : tail.slice(1),
    constraints,
  };
}

/** `:int:range(1,5)=3` -> two constraints and `=3`; what stands in parentheses is the constraint's own. */
function takeConstraints(text: string): { constraints: Constraint[]; rest: string } {
  const constraints: Constraint[] = [];
  let rest = text;
  while (rest.startsWith(':')) {
    const name = /^:([^:(=?]*)/.exec(rest)?.[1] ?? '';
    let end = 1 + name.length;
    let argument: string | undefined;
    if (rest[end] === '(') {
      const close = argumentEnd(rest, end);
      argument = rest.slice(end + 1, close);
      end = close + 1;
    }
    constraints.push(compileConstraint(name.trim(), argument));
    rest = rest.slice(end);
  }
  return { constraints, rest };
}

/** The parenthesis that ends an argument: the first `)` before another constraint, a default, `?` or the end. */
function argumentEnd(text: string, open: number): number {
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === ')' && (i === text.length - 1 || /[:=?]/.test(text.charAt(i + 1)))) {
      const tail = text.slice(i + 1);
      if (!tail.includes(')') || /^[:=]/.test(tail)) return i;
    }
  }
  const last = text.lastIndexOf(')');
  if (last < 0) throw new Error('a constraint has an open parenthesis');
  return last;
}
