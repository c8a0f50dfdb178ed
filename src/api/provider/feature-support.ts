// POST checkFeatureSupport: which datasource types this vault protects.

import * as z from 'zod';
import { sameText } from '../../domain/shared/same-text.ts';
import { datasourceTypes } from '../backup-instance/request.ts';

export const featureRequest = z.looseObject({
  objectType: z.literal('FeatureValidationRequest'),
  featureType: z.literal('DataSourceType'),
  featureName: z.string(),
});

export const featureResponse = ({ featureName }: z.output<typeof featureRequest>): object => ({
  objectType: 'FeatureValidationResponse',
  featureType: 'DataSourceType',
  features: [
    {
      featureName,
      supportStatus: datasourceTypes.some((known) => sameText(known, featureName))
        ? 'GenerallyAvailable'
        : 'NotSupported',
      exposureControlledFeatures: [],
    },
  ],
});
