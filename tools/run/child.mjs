// Runs a child process to its end: signals that reach us reach it, and we end as it ended.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const parentPollMilliseconds = 100;

/** Resolves with the exit code of the child, or 128 + signal number as a shell reports it. */
export function runChild(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    const passOn = (signal) => child.kill(signal);
    for (const signal of passedOn) process.on(signal, passOn);
    const parentWatch = whenNpmDies(() => passOn('SIGTERM'));
    const release = () => {
      clearInterval(parentWatch);
      for (const signal of passedOn) process.off(signal, passOn);
    };
    child.once('error', (error) => {
      release();
      reject(error);
    });
    child.once('close', (code, signal) => {
      release();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * A signal to npm ends npm and its shell, and never reaches what the shell runs: the server would stay behind. npm's
 * end shows as a change of parent.
 */
function whenNpmDies(act) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, parentPollMilliseconds);
  return watch;
}

/** Runs a child and keeps what it says: `stdout` by itself, and in `output` both streams as they came, perhaps amid a line. */
export function runQuietly(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    const printed = [];
    child.stdout.on('data', (data) => {
      said.push(data);
      printed.push(data);
    });
    child.stderr.on('data', (data) => said.push(data));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve({
        exitCode: code ?? 128 + constants.signals[signal],
        output: Buffer.concat(said).toString('utf8'),
        stdout: Buffer.concat(printed).toString('utf8'),
      });
    });
  });
}
