// POST stopProtection, suspendBackups, resumeBackups, resumeProtection, sync; and undelete of a deleted instance. Each is one
// conditional write of the instance: it happened, or it did not.

import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { ProtectionAction } from '../domain/protection/transitions.ts';
import { stateAfter } from '../domain/protection/transitions.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { checkSource } from './check-source.ts';
import { checkVolumeSource } from './check-volume-source.ts';
import type { OperationDependencies } from './dependencies.ts';
import { requireInstance } from './find-instance.ts';
import { prepareDataAccount } from './prepare-data-account.ts';
import { passedOver, recordPassedOver } from './record-passed-over.ts';

/** Again from the start when somebody else wrote in between. */
const attempts = 10;

export type Change = (instance: BackupInstance, now: string) => Outcome<BackupInstance>;

export async function changeInstance(
  { vault, clock }: OperationDependencies,
  name: string,
  change: Change,
): Promise<Outcome<BackupInstance>> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const stored = await vault.instances.get(name);
    if (stored === undefined) return await requireInstance(vault, name);
    const changed = change(stored.document, new Date(clock.now()).toISOString());
    if (!changed.ok || changed.value === stored.document) return changed;
    if ((await vault.instances.put(changed.value, { ifMatch: stored.etag })) !== undefined) return changed;
  }
  return fail(
    'UserErrorOperationInProgress',
    `The backup instance ${name} is being changed by other requests.`,
    ['Look at the backup instance and send the request again if it is still needed.'],
  );
}

type LastingAction = Exclude<ProtectionAction, 'delete' | 'undelete'>;

const moved =
  (action: LastingAction): Change =>
  (instance, now) => {
    const state = stateAfter(instance, action);
    if (!state.ok) return state;
    if (state.value === instance.state) return succeed(instance);
    const begins = state.value === 'ProtectionConfigured' && instance.state !== 'ProtectionError';
    // Slots of the time without protection are not made up for.
    return succeed({
      ...instance,
      state: state.value,
      ...(begins ? { scheduledSince: now } : {}),
      updatedAt: now,
    });
  };

export const changeProtection =
  (deps: OperationDependencies) =>
  async (name: string, action: LastingAction): Promise<Outcome<BackupInstance>> => {
    const found = await requireInstance(deps.vault, name);
    if (!found.ok) return found;
    const waiting = await passedOver(deps, [found.value]);
    const changed = await changeInstance(deps, found.value.name, moved(action));
    if (changed.ok && changed.value.state !== 'ProtectionConfigured') await recordPassedOver(deps, waiting);
    return changed;
  };

/**
 * Looks at source and data account again, and takes an instance whose protection could not be configured back to work.
 * Default: only where something is amiss.
 */
export const syncInstance =
  (deps: OperationDependencies) =>
  async (name: string, syncType: 'Default' | 'ForceResync'): Promise<Outcome<BackupInstance>> => {
    const found = await requireInstance(deps.vault, name);
    if (!found.ok) return found;
    const instance = found.value;
    if (!needsSync(instance) && syncType === 'Default') return found;
    const refusal = await lookAtSource(deps, instance);
    if (refusal !== undefined) return refusal;
    const data = instance.version === 1 ? await prepareDataAccount(deps, instance.name) : undefined;
    if (data !== undefined && !data.ok) return data;
    return await changeInstance(deps, instance.name, (stored, updatedAt) => {
      if (!needsSync(stored)) return succeed(stored);
      const state = 'ProtectionConfigured';
      if (stored.version === 2) return succeed({ ...stored, state, updatedAt });
      return succeed({
        ...stored,
        ...(data === undefined ? {} : { dataAccountId: data.value }),
        state,
        updatedAt,
      });
    });
  };

const lookAtSource = async (deps: OperationDependencies, instance: BackupInstance) =>
  instance.version === 1
    ? await checkSource(deps, { ...instance, validation: 'shallow' })
    : await checkVolumeSource(deps, instance.source);

const needsSync = ({ version, state, dataAccountId }: BackupInstance): boolean =>
  state === 'ConfiguringProtection' ||
  state === 'ConfiguringProtectionFailed' ||
  state === 'ProtectionError' ||
  (version === 1 && state === 'ProtectionConfigured' && dataAccountId === undefined);
