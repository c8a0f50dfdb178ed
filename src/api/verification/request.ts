// POST recoveryPoints/{id}/verify, beyond Azure: how many of the blobs are read to their end.

import * as z from 'zod';

export interface VerifyRequest {
  readonly samplePercent: number;
}

const percent = 'must be a whole number from 1 to 100';

export const verifyRequest: z.ZodType<VerifyRequest> = z
  .looseObject({
    samplePercent: z.int(percent).min(1, percent).max(100, percent).nullish(),
  })
  .transform(({ samplePercent }) => ({ samplePercent: samplePercent ?? 100 }));
