// vault-settings.json: what an administrator has set of the whole vault. Absent: the defaults.

import * as z from 'zod';
import type { VaultSettings } from '../../domain/vault/settings.ts';
import { immutabilityStates, softDeleteStates } from '../../domain/vault/settings.ts';
import { documentCodec } from '../document-codec.ts';

export interface VaultSettingsDocument {
  readonly version: 1;
  readonly settings: VaultSettings;
  /** ISO 8601, UTC. */
  readonly updatedAt: string;
}

const settingsSchema: z.ZodType<VaultSettings> = z.looseObject({
  softDelete: z.looseObject({ state: z.enum(softDeleteStates), days: z.number().int() }),
  immutability: z.enum(immutabilityStates),
  weekReading: z.enum(['calendar-rows', 'nth-weekday']).exactOptional(),
  tags: z.record(z.string(), z.string()).exactOptional(),
});

export const vaultSettingsCodec = documentCodec<VaultSettingsDocument>({
  1: z.looseObject({ version: z.literal(1), settings: settingsSchema, updatedAt: z.string() }),
});
