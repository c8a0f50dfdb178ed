// Bodies of the requests that stop and resume protection. None of them has to be there.

import * as z from 'zod';
import { MAX_ID_LENGTH } from '../fields.ts';

/** Guards of Azure's multi-user authorization are named by it; this vault has none. */
export const guardedRequest = z.looseObject({
  resourceGuardOperationRequests: z.array(z.string().max(MAX_ID_LENGTH)).nullish(),
});

export const syncRequest = z
  .looseObject({ syncType: z.enum(['Default', 'ForceResync']).nullish() })
  .transform(({ syncType }) => ({ syncType: syncType ?? ('Default' as const) }));
