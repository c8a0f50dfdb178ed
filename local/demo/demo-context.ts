// What every step of the demonstration works with.

import type { Home } from './home.ts';
import type { Narrator } from './narrator.ts';

export interface DemoContext {
  readonly home: Home;
  /** The app. */
  readonly baseUrl: string;
  /** Azurite's blob service, without an account. */
  readonly blobEndpoint: string;
  /** Where files come from when the user names no folder. */
  readonly sampleFolder: string;
  readonly narrator: Narrator;
}

/** Name of the backup instance. */
export const INSTANCE = 'demo';
