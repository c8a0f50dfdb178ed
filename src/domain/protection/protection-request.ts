// What an administrator asks for when a datasource is put under protection, or its protection is changed.

import type { VolumeSource } from '../elastic-san/source.ts';
import type { ContainerSelection } from './backup-instance.ts';

interface Asked {
  /** Shown instead of the name; absent: the datasource's name. */
  readonly friendlyName?: string;
  readonly datasourceType: string;
  readonly policyName: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** `deep`: the containers of an account are looked at too, as a backup would. */
  readonly validation: 'shallow' | 'deep';
}

export interface AccountProtectionRequest extends Asked {
  /** ARM resource ID. */
  readonly sourceAccountId: string;
  readonly selection: ContainerSelection;
}

export interface VolumeProtectionRequest extends Asked {
  readonly source: VolumeSource;
}

/** Told apart by `source`. */
export type ProtectionRequest = AccountProtectionRequest | VolumeProtectionRequest;
