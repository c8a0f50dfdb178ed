// What an administrator asks for when an account is put under protection, or its protection is changed.

import type { ContainerSelection } from './backup-instance.ts';

export interface ProtectionRequest {
  /** Shown instead of the name; absent: the account's name. */
  readonly friendlyName?: string;
  readonly datasourceType: string;
  /** ARM resource ID. */
  readonly sourceAccountId: string;
  readonly policyName: string;
  readonly selection: ContainerSelection;
  readonly tags?: Readonly<Record<string, string>>;
  /** `deep`: the containers are looked at too, as a backup would. */
  readonly validation: 'shallow' | 'deep';
}
