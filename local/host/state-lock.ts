// One host at a time per state folder: a file there names the process that holds it. A process that was killed leaves
// the file behind, so whoever finds one looks whether that process is still alive.

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { HostStartError } from './host-start-error.ts';

/** Undefined where the system does not tell when a process began. */
interface Holder {
  readonly pid: number;
  readonly began?: string | undefined;
}

const LOCK_FILE = 'host.lock';

/**
 * Returns the release. Throws a HostStartError when another live host has the folder, or it cannot be written.
 *
 * @param option of the command line that names the folder, for the advice
 */
export function lockState(folder: string, option = '--state'): () => void {
  const file = path.join(folder, LOCK_FILE);
  const own = JSON.stringify({ pid: process.pid, began: processStart(process.pid) });
  const draft = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(draft, own);
      while (!claim(draft, file)) removeIfLeftBehind(file, folder, option);
    } finally {
      rmSync(draft, { force: true });
    }
  } catch (cause) {
    if (cause instanceof HostStartError) throw cause;
    const message = `${folder} cannot be written: ${(cause as Error).message}`;
    throw new HostStartError(message, { code: 'state-unwritable', cause });
  }
  return () => {
    if (textOf(file) === own) rmSync(file, { force: true });
  };
}

/** A link appears whole or not at all, and never over another one. */
function claim(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeIfLeftBehind(file: string, folder: string, option: string): void {
  const found = textOf(file);
  if (found === undefined) return;
  const holder = parseHolder(found);
  if (holder && isAlive(holder)) {
    throw new HostStartError(
      `${folder} is in use by another host (process ${holder.pid}). Stop it, or give this one a folder of its own with ${option}.`,
      { code: 'state-in-use' },
    );
  }
  // Moved before it goes: another host may have removed it and made its own meanwhile, which must come back.
  const aside = `${file}.${process.pid}.old`;
  unlessGone(() => renameSync(file, aside));
  if (textOf(aside) !== found) unlessGone(() => claim(aside, file));
  rmSync(aside, { force: true });
}

function textOf(file: string): string | undefined {
  return unlessGone(() => readFileSync(file, 'utf8'));
}

function unlessGone<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    // ESRCH: the process ended while its file in /proc was read.
    if (/^(ENOENT|ESRCH)$/.test((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  const [, pid] = /"pid":(\d+)/.exec(text) ?? [];
  const [, began] = /"began":"([^"]*)"/.exec(text) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), began };
}

/** A number is given to another process after a while, or after the machine began anew: then it began otherwise. */
function isAlive({ pid, began }: Holder): boolean {
  if (began !== undefined) return processStart(pid) === began;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Boot and start in clock ticks since then, on Linux; undefined for a process that has ended, or elsewhere. */
function processStart(pid: number): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, which may hold anything; state is the third, start the 22nd.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return `${textOf('/proc/sys/kernel/random/boot_id')?.trim()} ${fields[19]}`;
}
