// Values that several answers have. Answers are described strictly, so that tests see a field that nobody described; the
// published document leaves room for fields of later versions.

import * as z from 'zod';

export const moment = z.iso.datetime({ offset: true });

export const resourceId = z.string().regex(/^\//).describe('Resource ID, from the root');

/** ISO 8601 for retention: `P30D`, `P12W`, `P60M`, `P10Y`. */
export const duration = z.string().regex(/^P\d+[DWMY]$/);

export const count = z.int().nonnegative();

/** An Azure resource. */
export const resource = <P extends z.ZodType>(name: string, properties: P) =>
  z.strictObject({ id: resourceId, name: z.string(), type: z.string(), properties }).meta({ id: name });

const errorDetail = z.strictObject({
  code: z.string(),
  message: z.string(),
  target: z.string().optional().describe('Path of the field in the request, or the query parameter'),
});

export const errorInfo = z
  .strictObject({
    ...errorDetail.shape,
    details: z.array(errorDetail).optional().describe('One for each wrong field'),
    additionalInfo: z
      .array(
        z.strictObject({
          type: z.literal('RecommendedAction'),
          info: z.strictObject({ recommendedAction: z.array(z.string()) }),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Error' });

export const cloudError = z.strictObject({ error: errorInfo }).meta({ id: 'CloudError' });
