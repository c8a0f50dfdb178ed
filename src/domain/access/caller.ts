// Who makes a request.

import type { BackupRole } from './role.ts';

export interface Caller {
  /** `key`: whoever holds a function key. `development`: whoever reaches the app on its own machine. */
  readonly kind: 'entra' | 'key' | 'development' | 'anonymous';
  /** Object ID in Entra ID; else the kind. Goes into the audit log. */
  readonly id: string;
  /** As people know it, where it has such a name. */
  readonly name?: string;
  readonly roles: readonly BackupRole[];
}

const fixed = (kind: 'key' | 'development'): Caller => ({ kind, id: kind, roles: ['Backup Contributor'] });

/** The host has checked the key; which one it was it does not tell. */
export const keyHolder = fixed('key');
export const developer = fixed('development');
export const anonymous: Caller = { kind: 'anonymous', id: 'anonymous', roles: [] };
