// Route templates, constraints, entry globs and settings: the small languages that the host reads.

import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../../local/host/config/app-settings.ts';
import { toPlainJson } from '../../local/host/config/json-with-comments.ts';
import { parseTimeSpan } from '../../local/host/config/time-span.ts';
import { compileConstraint } from '../../local/host/http/route-constraints.ts';
import { matchTemplate, pathSegments } from '../../local/host/http/route-table.ts';
import { parseRoute } from '../../local/host/http/route-template.ts';
import { createThrottle } from '../../local/host/http/throttle.ts';
import { lowestLevel } from '../../local/host/log.ts';
import { expandBraces, globToRegExp } from '../../local/host/worker/glob.ts';

function match(route: string, path: string) {
  const parsed = parseRoute(route);
  if (!parsed.ok) throw new Error(parsed.reason);
  return matchTemplate(parsed.template, pathSegments(path));
}

describe('routes', () => {
  test.each([
    ['a/{b}', '/a/x', { b: 'x' }],
    ['a/{b}', '/a/x/', { b: 'x' }],
    ['a/{b}', '/a/x/y', undefined],
    ['{a?}', '/', {}],
    ['{a=1}/{b=2}', '/x', { a: 'x', b: '2' }],
    ['{**rest}', '/a/b', { rest: 'a/b' }],
    ['{*rest=none}', '/', { rest: 'none' }],
    ['v{major:int}.{minor:int}', '/v1.20', { major: '1', minor: '20' }],
    ['v{major:int}.{minor:int}', '/v1.x', undefined],
    ['{a}-{b}', '/x-y-z', { a: 'x-y', b: 'z' }],
    ['{{literal}}/{x}', '/{literal}/1', { x: '1' }],
    ['p/{x:regex(^(a|b){{2}}$)}', '/p/ab', { x: 'ab' }],
    ['p/{x:int:range(1,5)=3}', '/p', { x: '3' }],
    ['p/{x:int?}', '/p', {}],
    ['p/{x:int?}', '/p/a', undefined],
    ['{x}', '/a%2Fb%20c', { x: 'a%2Fb c' }],
    ['{x}', '/%zz%ff', { x: '%zz%ff' }],
    ['{x}', '/%E2%82%AC', { x: '€' }],
  ])('%s on %s', (route, path, expected) => {
    expect(match(route, path)).toEqual(expected);
  });

  test.each([
    '{a}{b}',
    '{a',
    'a}',
    '{}',
    '{a}/{A}',
    '{*a}/b',
    '{*a?}',
    'a//b',
    '{a:nosuch}',
    '{a:length(x)}',
    '{a?=1}',
  ])('%s is refused', (route) => {
    expect(parseRoute(route)).toMatchObject({ ok: false });
  });

  test.each([
    ['int', undefined, ['0', '-5', '2147483647'], ['', '1.0', '2147483648', 'a']],
    ['long', undefined, ['9223372036854775807'], ['9223372036854775808']],
    ['bool', undefined, ['true', 'FALSE'], ['1', 'yes']],
    [
      'guid',
      undefined,
      ['0123456789abcdef0123456789ABCDEF', '{01234567-89ab-cdef-0123-456789abcdef}'],
      ['0123', 'g'],
    ],
    ['decimal', undefined, ['1', '-1.5', '1,000.25'], ['1e3', 'x']],
    ['double', undefined, ['1e3', '-.5'], ['x', '']],
    ['datetime', undefined, ['2026-02-28', '2026-01-01T10:00:00Z', '1/31/2026'], ['2026-13-01', 'soon', '5']],
    ['alpha', undefined, ['abc', 'ABC', ''], ['a1', 'ä']],
    ['length', '2,3', ['ab', 'abc'], ['a', 'abcd']],
    ['minlength', '2', ['ab'], ['a']],
    ['maxlength', '2', ['', 'ab'], ['abc']],
    ['min', '18', ['18', '99'], ['17', 'x']],
    ['max', '-1', ['-1'], ['0']],
    ['range', '1,3', ['1', '3'], ['0', '4', 'b']],
    ['file', undefined, ['a.txt'], ['a', 'a.']],
    ['nonfile', undefined, ['a', 'a.'], ['a.txt']],
    ['required', undefined, ['x'], ['']],
  ])('constraint %s(%s)', (name, argument, accepted, refused) => {
    const { accepts } = compileConstraint(name, argument);
    expect([accepted.filter((value) => !accepts(value)), refused.filter((value) => accepts(value))]).toEqual([
      [],
      [],
    ]);
  });
});

describe('globs of package.json main', () => {
  test('braces', () => {
    expect(expandBraces('dist/src/{index.js,functions/{a,b}*.js}')).toEqual([
      'dist/src/index.js',
      'dist/src/functions/a*.js',
      'dist/src/functions/b*.js',
    ]);
  });
  test.each([
    ['src/*.js', ['src/a.js'], ['src/a.mjs', 'src/b/a.js', 'src/.a.js']],
    ['src/**/*.js', ['src/a.js', 'src/b/c/a.js'], ['a.js', 'src/.b/a.js']],
    ['**', ['a.js', 'a/b.js'], ['.a/b.js']],
    ['a?[0-9].js', ['ab1.js'], ['ab.js', 'abc1.js']],
    ['a[!0-9].js', ['ab.js'], ['a1.js']],
    ['a+(b).js', ['a+(b).js'], ['aab.js']],
  ])('%s', (pattern, matching, other) => {
    const expression = globToRegExp(pattern);
    expect(matching.filter((file) => !expression.test(file))).toEqual([]);
    expect(other.filter((file) => expression.test(file))).toEqual([]);
  });
});

describe('settings', () => {
  test('comments and trailing commas go, strings stay', () => {
    const text = '\uFEFF{ "a": "http://x/*y*/", // c\n /* d */ "b": [1, 2,], "c": ",}" , }';
    expect(JSON.parse(toPlainJson(text))).toEqual({ a: 'http://x/*y*/', b: [1, 2], c: ',}' });
  });
  test('%NAME% is looked up as written and without case', () => {
    expect(resolveSettings('%A%-%b%-%C%', { A: '1', B: '2' })).toEqual({ text: '1-2-%C%', missing: ['C'] });
  });
  test.each([
    ['00:00:01.5', 1500],
    ['2.03:04:05', 183_845_000],
    ['-00:01', -60_000],
    ['1:60:00', undefined],
    ['soon', undefined],
  ])('time span %s', (text, ms) => {
    expect(parseTimeSpan(text)).toBe(ms);
  });
  test('the longest category prefix decides the log level', () => {
    const levels = { default: 'Warning', Function: 'Error', 'Function.a': 'Trace' };
    const level = (category: string) => lowestLevel({ levels, verbose: false }, category);
    expect([level('Host.Startup'), level('Function.b.User'), level('Function.a.User')]).toEqual([
      'warning',
      'error',
      'trace',
    ]);
  });
});

test('the throttle lets through, holds and refuses', async () => {
  const throttle = createThrottle({ concurrent: 1, outstanding: 2 });
  const first = await throttle.enter();
  const second = throttle.enter();
  expect(await throttle.enter()).toBeUndefined();
  first?.();
  const release = await second;
  expect(release).toBeTypeOf('function');
  release?.();
  expect(await throttle.enter()).toBeTypeOf('function');
});
