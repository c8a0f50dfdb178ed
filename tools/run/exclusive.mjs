// One preparation at a time: `npm start` and `npm test` called together in a fresh clone must not install or build twice
// at once. The lock is a file with the holder's process id; a lock whose holder has died is taken over.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectRoot } from './project.mjs';

const lockFile = path.join(projectRoot, '.preparing.lock');
const pollMilliseconds = 200;

export async function exclusively(work) {
  while (!tryTake()) await wait(pollMilliseconds);
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function tryTake() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!holderIsAlive()) rmSync(lockFile, { force: true });
  return false;
}

function holderIsAlive() {
  let holder;
  try {
    holder = Number(readFileSync(lockFile, 'utf8'));
  } catch {
    return true; // Released in this very moment: the next attempt decides.
  }
  if (holder === 0) return true; // Created, its id not yet written.
  try {
    process.kill(holder, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
