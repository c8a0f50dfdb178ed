// What tools/run.mjs decides before it runs a command, and how it passes signals and exit codes on.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isInstalled } from '../../../tools/run/install.mjs';
import { resolveFolders } from '../../../tools/run/path-options.mjs';
import { projectRoot } from '../../../tools/run/project.mjs';

describe('isInstalled', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  };

  it('accepts what the lock file asks for, and packages of other platforms left out', () => {
    expect(isInstalled(wanted, { 'node_modules/a': { version: '1.0.0' } })).toBe(true);
  });

  it.each([
    ['a missing package', {}],
    ['another version', { 'node_modules/a': { version: '1.0.1' } }],
    [
      'another version of an optional one',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.0' } },
    ],
  ])('refuses %s', (_, installed) => {
    expect(isInstalled(wanted, installed)).toBe(false);
  });
});

describe('resolveFolders', () => {
  const from = path.resolve('/somewhere');

  it('makes folders absolute from where the user stood, in both spellings', () => {
    const args = resolveFolders(
      ['start', '--app', 'apps/one', '--port', '7071', '--app=two'],
      ['--app'],
      from,
    );
    expect(args).toEqual([
      'start',
      '--app',
      path.join(from, 'apps/one'),
      '--port',
      '7071',
      `--app=${path.join(from, 'two')}`,
    ]);
  });

  it('leaves absolute folders and other options alone', () => {
    const args = ['--data', path.resolve('/data'), '--json', '--label=x'];
    expect(resolveFolders(args, ['--data'], from)).toEqual(args);
  });
});

describe('runChild', () => {
  const childModule = pathToFileURL(path.join(projectRoot, 'tools/run/child.mjs')).href;

  /** A program that runs `script` through runChild and exits with its code, as the front door does. */
  const frontDoor = (script) => `
    import { runChild } from '${childModule}';
    process.exitCode = await runChild(process.execPath, ['--eval', ${JSON.stringify(script)}]);`;

  const startThroughFrontDoor = (script) =>
    spawn(process.execPath, ['--input-type=module', '--eval', frontDoor(script)]);

  it('ends with the exit code of the child', async () => {
    const [code] = await once(startThroughFrontDoor('process.exitCode = 7'), 'close');
    expect(code).toBe(7);
  });

  it.each(['SIGINT', 'SIGTERM'])(
    'passes %s on and waits for the child to finish its work',
    async (signal) => {
      const parent = startThroughFrontDoor(`
      const alive = setInterval(() => {}, 1000);
      process.on('${signal}', () => { clearInterval(alive); console.log('cleaned up'); process.exitCode = 3; });
      console.log('ready');
    `);
      let said = '';
      parent.stdout.on('data', (data) => {
        said += data;
        if (said === 'ready\n') parent.kill(signal);
      });
      const [code] = await once(parent, 'close');
      expect({ code, said }).toEqual({ code: 3, said: 'ready\ncleaned up\n' });
    },
  );

  // The shell between npm and us dies of the signal that npm passes on, and passes nothing on itself.
  it.skipIf(process.platform === 'win32')('ends the child when npm and its shell have gone', async () => {
    const shell = spawn('sh', ['-c', `"${process.execPath}" --input-type=module --eval "$SCRIPT"; true`], {
      env: {
        ...process.env,
        npm_lifecycle_event: 'start',
        SCRIPT: frontDoor(`
          const alive = setInterval(() => {}, 1000);
          process.on('SIGTERM', () => { clearInterval(alive); console.log('cleaned up'); });
          console.log('ready');
        `),
      },
    });
    let said = '';
    shell.stdout.on('data', (data) => {
      said += data;
      if (said === 'ready\n') shell.kill('SIGTERM');
    });
    await once(shell, 'close');
    expect(said).toBe('ready\ncleaned up\n');
  });

  it('reports a child that a signal ended as a shell does', async () => {
    const [code] = await once(startThroughFrontDoor("process.kill(process.pid, 'SIGKILL')"), 'close');
    expect(code).toBe(128 + 9);
  });
});
