// What every step of the demonstration works with.

import type { LocalAzure } from '../azure/arm/local-azure.ts';
import type { Home } from './home.ts';
import type { Narrator } from './narrator.ts';

export interface DemoContext {
  readonly home: Home;
  /** The app. */
  readonly baseUrl: string;
  /** Azurite's blob service, without an account. */
  readonly blobEndpoint: string;
  /** With the Elastic SAN whose volume is protected. */
  readonly azure: LocalAzure;
  /** Where files come from when the user names no folder. */
  readonly sampleFolder: string;
  readonly narrator: Narrator;
}

/** Names of the backup instances: of the account, and of the volume. */
export const INSTANCE = 'demo';
export const VOLUME_INSTANCE = 'demo-volume';
