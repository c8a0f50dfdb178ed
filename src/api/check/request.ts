// POST {vault}/check, beyond Azure: looks at everything that the vault holds, and repairs what can be.

import * as z from 'zod';

export interface CheckRequest {
  readonly repair: boolean;
}

export const checkRequest: z.ZodType<CheckRequest> = z
  .looseObject({ repair: z.boolean().nullish() })
  .transform(({ repair }) => ({ repair: repair ?? false }));
