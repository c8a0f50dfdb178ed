// Whether an operation may still act on the lock of its instance: a step that was left behind by a workflow that has ended,
// or was taken for dead, must neither commit nor delete.

import type { Lock } from '../vault/documents/coordination.ts';
import type { Vault } from '../vault/vault.ts';

/** @returns what to tell of it, undefined where the lock is held */
export const notHeld = async (
  vault: Vault,
  backupInstance: string,
  isOurs: (lock: Lock) => boolean,
): Promise<string | undefined> => {
  const lock = await vault.locks.get(backupInstance);
  const lost = `no longer holds the lock of ${backupInstance}`;
  if (lock === undefined) return `${lost}.`;
  if (!isOurs(lock)) return `${lost}; job ${lock.jobId} does.`;
  return lock.revokedAt === undefined
    ? undefined
    : `${lost}: it was revoked at ${lock.revokedAt}, since its workflow had ended.`;
};
