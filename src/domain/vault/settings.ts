// What an administrator can set of the whole vault, and which changes are allowed: soft delete and immutability go one way
// once they are made permanent.

import type { WeekReading } from '../retention/criteria.ts';
import type { Outcome } from '../shared/failure.ts';
import { fail, succeed } from '../shared/failure.ts';

export const softDeleteStates = ['Off', 'On', 'AlwaysOn'] as const;
export const immutabilityStates = ['Disabled', 'Unlocked', 'Locked'] as const;

/** Days that deleted backup instances can be had back, as Azure Backup limits them. */
export const softDeleteDays = { least: 14, most: 180 } as const;

export interface VaultSettings {
  readonly softDelete: { readonly state: (typeof softDeleteStates)[number]; readonly days: number };
  readonly immutability: (typeof immutabilityStates)[number];
  /** How policies count the weeks of a month. Absent: as the deployment is set. */
  readonly weekReading?: WeekReading;
  /** Azure resource tags: kept and shown, without meaning to Holdfast. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** What a request changes; what is absent stays as it is. */
export interface VaultChange {
  readonly softDelete?: Partial<VaultSettings['softDelete']>;
  readonly immutability?: VaultSettings['immutability'];
  readonly weekReading?: WeekReading;
  readonly tags?: Readonly<Record<string, string>>;
}

export const defaultVaultSettings: VaultSettings = {
  softDelete: { state: 'On', days: softDeleteDays.least },
  immutability: 'Disabled',
};

/** Nothing of it may go before its time, whether the state can still be taken back or not. */
export const isImmutable = ({ immutability }: Pick<VaultSettings, 'immutability'>): boolean =>
  immutability !== 'Disabled';

const refused = (message: string, action: string, target: string) =>
  fail('UserErrorInvalidRequest', message, [action], `properties.${target}`);

/** @param deployed how weeks are counted while the vault has no setting of its own */
export const changeSettings = (
  before: VaultSettings,
  change: VaultChange,
  deployed: WeekReading,
): Outcome<VaultSettings> => {
  const softDelete = { ...before.softDelete, ...change.softDelete };
  const immutability = change.immutability ?? before.immutability;
  const weekReading = change.weekReading ?? before.weekReading;
  const tags = change.tags ?? before.tags;
  const refusal =
    refuseSoftDelete(before.softDelete, softDelete) ??
    refuseImmutability(before.immutability, immutability) ??
    refuseWeekReading(before, before.weekReading ?? deployed, weekReading ?? deployed);
  if (refusal !== undefined) return refusal;
  return succeed({
    softDelete,
    immutability,
    ...(weekReading === undefined ? {} : { weekReading }),
    ...(tags === undefined ? {} : { tags }),
  });
};

function refuseSoftDelete(before: VaultSettings['softDelete'], after: VaultSettings['softDelete']) {
  const target = 'securitySettings.softDeleteSettings';
  const { least, most } = softDeleteDays;
  if (after.days < least || after.days > most || !Number.isInteger(after.days)) {
    return refused(
      `Soft delete keeps deleted backup instances for ${least} to ${most} whole days, not ${after.days}.`,
      `Choose ${least} to ${most} days.`,
      `${target}.retentionDurationInDays`,
    );
  }
  if (before.state !== 'AlwaysOn') return undefined;
  if (after.state !== 'AlwaysOn') {
    return refused(
      `Soft delete of the vault is AlwaysOn, which cannot be taken back; ${after.state} was asked for.`,
      'Leave the state out, or send AlwaysOn.',
      `${target}.state`,
    );
  }
  if (after.days >= before.days) return undefined;
  return refused(
    `Soft delete of the vault is AlwaysOn: its ${before.days} days cannot become ${after.days}.`,
    `Keep ${before.days} days or more.`,
    `${target}.retentionDurationInDays`,
  );
}

function refuseImmutability(before: VaultSettings['immutability'], after: VaultSettings['immutability']) {
  const target = 'securitySettings.immutabilitySettings.state';
  if (before === 'Locked' && after !== 'Locked') {
    return refused(
      `Immutability of the vault is Locked, which cannot be taken back; ${after} was asked for.`,
      'Leave the state out, or send Locked.',
      target,
    );
  }
  if (before !== 'Disabled' || after !== 'Locked') return undefined;
  return refused(
    'Immutability is Disabled. It is locked in two steps, since a lock cannot be taken back.',
    'Set it to Unlocked first, see that all works, then set it to Locked.',
    target,
  );
}

/** Another way to count gives points other tags: some of them would be kept for less long. */
function refuseWeekReading(settings: VaultSettings, before: WeekReading, after: WeekReading) {
  if (before === after || !isImmutable(settings)) return undefined;
  return refused(
    `The vault is immutable: weeks of the month are counted as ${before}, and another way could shorten the retention of recovery points.`,
    'Leave the setting as it is.',
    'weeksOfTheMonth',
  );
}
