// The command line of `npm start`: its defaults, its forms, and what it refuses.

import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../../local/demo/options.ts';

describe('the command line of npm start', () => {
  test('defaults', () => {
    expect(parseOptions([])).toEqual({
      kind: 'start',
      options: { home: resolve('.holdfast'), port: 7071, once: false, json: false },
    });
  });

  test('everything given', () => {
    expect(parseOptions(['--data', '/d', '--home=/h', '--port', '8080', '--once', '--json'])).toEqual({
      kind: 'start',
      options: { data: '/d', home: '/h', port: 8080, once: true, json: true },
    });
  });

  test('--help asks for the text', () => {
    expect(parseOptions(['--help'])).toEqual({ kind: 'help' });
  });

  test.each([
    [['--nonsense']],
    [['stray']],
    [['--port', 'x']],
    [['--port', '0']],
    [['--port', '65536']],
    [['--data']],
  ])('%j is a usage error', (args) => {
    expect(parseOptions(args)).toMatchObject({ kind: 'usage-error' });
  });
});
