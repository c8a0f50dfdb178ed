// PUT and PATCH backupVaults: what a request may set. Where the vault is, how it is stored and who it acts as is what the
// deployment is: a request may repeat it, and not change it.

import * as z from 'zod';
import { sameText } from '../../domain/shared/same-text.ts';
import type { VaultChange } from '../../domain/vault/settings.ts';
import { immutabilityStates, softDeleteDays, softDeleteStates } from '../../domain/vault/settings.ts';
import { resourceTags } from '../fields.ts';
import type { VaultFacts } from './response.ts';

const days = z
  .number()
  .refine(
    (given) => Number.isInteger(given) && given >= softDeleteDays.least && given <= softDeleteDays.most,
    {
      error: `must be a whole number of days, ${softDeleteDays.least} to ${softDeleteDays.most}`,
    },
  );

/** `Enabled` stands in the specification's examples, and not in its enumeration. */
const softDeleteState = z.preprocess(
  (given) => (given === 'Enabled' ? 'On' : given),
  z.enum(softDeleteStates).nullish(),
);

const encryptionSettings = z.looseObject({
  state: z
    .literal(
      'Disabled',
      "must be 'Disabled': the vault is encrypted as its storage accounts are. Set a key of your own on the control account and the data accounts",
    )
    .nullish(),
});

const securitySettings = z.looseObject({
  encryptionSettings: encryptionSettings.nullish(),
  softDeleteSettings: z
    .looseObject({ state: softDeleteState, retentionDurationInDays: days.nullish() })
    .nullish(),
  immutabilitySettings: z.looseObject({ state: z.enum(immutabilityStates).nullish() }).nullish(),
});

const storageSetting = ({ redundancy }: VaultFacts) =>
  z.looseObject({
    datastoreType: z.enum(['ArchiveStore', 'OperationalStore', 'VaultStore']).nullish(),
    type: z
      .string()
      .refine((given) => given === redundancy, {
        error: `must be ${redundancy}, as the accounts of this vault are`,
      })
      .nullish(),
  });

const body = (vault: VaultFacts) =>
  z.looseObject({
    location: z
      .string()
      .refine((given) => sameText(given.replaceAll(' ', ''), vault.location), {
        error: `must be ${vault.location}, where the vault is`,
      })
      .nullish(),
    tags: resourceTags.nullish(),
    properties: z
      .looseObject({
        securitySettings: securitySettings.nullish(),
        storageSettings: z.array(storageSetting(vault)).nullish(),
        /** Beyond Azure. */
        weeksOfTheMonth: z.enum(['calendar-rows', 'nth-weekday']).nullish(),
      })
      .nullish(),
  });

export const vaultRequest = (vault: VaultFacts): z.ZodType<VaultChange> =>
  body(vault).transform(({ tags, properties }) => {
    const { softDeleteSettings, immutabilitySettings } = properties?.securitySettings ?? {};
    const { state, retentionDurationInDays } = softDeleteSettings ?? {};
    return {
      softDelete: {
        ...(state ? { state } : {}),
        ...(retentionDurationInDays ? { days: retentionDurationInDays } : {}),
      },
      ...(immutabilitySettings?.state ? { immutability: immutabilitySettings.state } : {}),
      ...(properties?.weeksOfTheMonth ? { weekReading: properties.weeksOfTheMonth } : {}),
      ...(tags ? { tags } : {}),
    };
  });
