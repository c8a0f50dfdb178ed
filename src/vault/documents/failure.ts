// Failures as jobs remember them. A code that this version does not know (written by a newer one) must not make the
// job unreadable, so any text passes.

import * as z from 'zod';
import type { Failure, FailureCode } from '../../domain/shared/failure.ts';

export const failureSchema: z.ZodType<Failure> = z.looseObject({
  code: z.string().transform((code) => code as FailureCode),
  message: z.string(),
  recommendedAction: z.array(z.string()),
  target: z.string().exactOptional(),
});
