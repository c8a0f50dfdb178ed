// The warnings that jobs and recovery points carry. A code that this version does not know (written by a newer one) must
// not make the document unreadable, so any text passes.

import * as z from 'zod';
import type { CoverageWarning, WarningCode } from '../../domain/recovery-point/recovery-point.ts';

export const coverageWarningSchema: z.ZodType<CoverageWarning> = z.looseObject({
  code: z.string().transform((code) => code as WarningCode),
  count: z.number().int(),
  examples: z.array(z.string()),
});
