// POST backupInstances/{name}/backup: TriggerBackupRequest. Which rule of the policy runs, and under which tag; whether the
// policy has them is not known here.

import * as z from 'zod';

export interface AdhocBackupRequest {
  readonly ruleName: string;
  /** Absent: the default tag. */
  readonly askedTag?: string;
}

export const adhocBackupRequest: z.ZodType<AdhocBackupRequest> = z
  .looseObject({
    backupRuleOptions: z.looseObject({
      ruleName: z.string().max(150),
      triggerOption: z.looseObject({ retentionTagOverride: z.string().max(100).nullish() }),
    }),
  })
  .transform(({ backupRuleOptions: { ruleName, triggerOption } }) => ({
    ruleName,
    // Tools send an empty text for "no override".
    ...(triggerOption.retentionTagOverride ? { askedTag: triggerOption.retentionTagOverride } : {}),
  }));
