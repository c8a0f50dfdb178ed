// POST checkFeatureSupport: which datasource types this vault protects.

import * as z from 'zod';
import { sameText } from '../../domain/shared/same-text.ts';
import { datasourceTypes } from '../backup-instance/request.ts';

export const featureRequest = z.looseObject({
  objectType: z.literal('FeatureValidationRequest'),
  featureType: z.literal('DataSourceType'),
  /** Absent: all that there are. */
  featureName: z.string().max(260).nullish(),
});

export const featureResponse = ({ featureName }: z.output<typeof featureRequest>): object => ({
  objectType: 'FeatureValidationResponse',
  featureType: 'DataSourceType',
  features: (featureName ? [featureName] : datasourceTypes).map((name) => ({
    featureName: name,
    supportStatus: datasourceTypes.some((known) => sameText(known, name))
      ? 'GenerallyAvailable'
      : 'NotSupported',
    exposureControlledFeatures: [],
  })),
});
