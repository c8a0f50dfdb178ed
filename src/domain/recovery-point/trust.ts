// May a backup take over unread what the recovery point before it holds? Not where something in the vault was found
// damaged since a backup last looked at everything: then this one looks, and copies anew what is missing.

import type { RecoveryPoint } from './recovery-point.ts';

/**
 * @param previous undefined: there is none
 * @param damageFound when verifications that found damage ended (ISO 8601, UTC), of any recovery point of the instance
 */
export const needsRecheck = (
  previous: Pick<RecoveryPoint, 'recheckedAt'> | undefined,
  damageFound: readonly string[],
): boolean =>
  damageFound.some(
    (at) => previous?.recheckedAt === undefined || Date.parse(previous.recheckedAt) < Date.parse(at),
  );
