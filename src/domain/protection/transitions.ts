// The state machine of a backup instance: which state a request leads to, and what stands against it. A request for what is
// so already changes nothing and succeeds, since its answer may have been lost.

import type { Outcome } from '../shared/failure.ts';
import { fail, succeed } from '../shared/failure.ts';
import type { ProtectionState } from './backup-instance.ts';

/** In the words of Microsoft.DataProtection. */
export const protectionActions = [
  /** No backups; nothing expires. */
  'stopProtection',
  /** No backups; recovery points expire by the policy, the last good one stays. */
  'suspendBackups',
  'resumeBackups',
  'resumeProtection',
  'delete',
  'undelete',
] as const;

export type ProtectionAction = (typeof protectionActions)[number];

const ofProtected = {
  stopProtection: 'ProtectionStopped',
  suspendBackups: 'BackupSchedulesSuspended',
  resumeBackups: 'ProtectionConfigured',
  resumeProtection: 'ProtectionConfigured',
  delete: 'SoftDeleted',
} as const;

const next: Readonly<Record<ProtectionState, Partial<Readonly<Record<ProtectionAction, ProtectionState>>>>> =
  {
    ConfiguringProtection: { delete: 'SoftDeleted' },
    ConfiguringProtectionFailed: { delete: 'SoftDeleted' },
    ProtectionConfigured: ofProtected,
    ProtectionError: ofProtected,
    BackupSchedulesSuspended: {
      stopProtection: 'ProtectionStopped',
      suspendBackups: 'BackupSchedulesSuspended',
      resumeBackups: 'ProtectionConfigured',
      delete: 'SoftDeleted',
    },
    // Not to suspended: points that were to stay for good would begin to expire under that name.
    ProtectionStopped: {
      stopProtection: 'ProtectionStopped',
      resumeProtection: 'ProtectionConfigured',
      delete: 'SoftDeleted',
    },
    SoftDeleted: { delete: 'SoftDeleted', undelete: 'ProtectionStopped' },
  };

const advice: Partial<Readonly<Record<ProtectionState, string>>> = {
  BackupSchedulesSuspended: 'Its backups are suspended: use resumeBackups.',
  ProtectionStopped: 'Its protection is stopped: use resumeProtection first.',
  SoftDeleted: 'It is deleted: undelete it first.',
  ConfiguringProtection: 'Its protection is not configured yet: use sync, or configure it again.',
  ConfiguringProtectionFailed: 'Its protection could not be configured: use sync, or configure it again.',
};

export const stateAfter = (
  { name, state }: { readonly name: string; readonly state: ProtectionState },
  action: ProtectionAction,
): Outcome<ProtectionState> => {
  const after = next[state][action];
  if (after !== undefined) return succeed(after);
  return fail(
    'UserErrorInvalidRequest',
    `The backup instance ${name} is in the state ${state}, in which ${action} is not possible.`,
    [advice[state] ?? 'Look at its state first.'],
    'backupInstanceName',
  );
};

/** Its recovery points stay whatever their age. */
export const retainsForever = (state: ProtectionState): boolean =>
  state === 'ProtectionStopped' || state === 'SoftDeleted';
