// Answers of the provider: its operations, what it protects, and that there are no time ranges to restore to.

import * as z from 'zod';
import { resource } from './values.ts';

export const operationListItem = z
  .strictObject({
    name: z.string(),
    isDataAction: z.boolean(),
    origin: z.string(),
    display: z.strictObject({
      provider: z.string(),
      resource: z.string(),
      operation: z.string(),
      description: z.string(),
    }),
  })
  .meta({ id: 'Operation' });

export const featureAnswer = z
  .strictObject({
    objectType: z.literal('FeatureValidationResponse'),
    featureType: z.string(),
    features: z.array(
      z.strictObject({
        featureName: z.string(),
        supportStatus: z.enum(['GenerallyAvailable', 'NotSupported']),
        exposureControlledFeatures: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'FeatureSupport' });

export const timeRangesAnswer = resource(
  'RestorableTimeRanges',
  z.strictObject({
    objectType: z.literal('AzureBackupFindRestorableTimeRangesResponse'),
    restorableTimeRanges: z.array(z.unknown()).length(0),
  }),
);
