// POST backupInstances/{name}/backup: TriggerBackupRequest. Which rule of the policy runs, and under which tag.

import * as z from 'zod';
import { dailyRuleName, defaultRetentionTag } from '../policy/daily-policy.ts';

export interface AdhocBackupRequest {
  readonly retentionTag: string;
}

const named = (name: string, what: string) =>
  z
    .string()
    .refine(
      (given) => given.toLowerCase() === name.toLowerCase(),
      `must be ${what} of the instance's policy: ${name}`,
    );

export const adhocBackupRequest: z.ZodType<AdhocBackupRequest> = z
  .looseObject({
    backupRuleOptions: z.looseObject({
      ruleName: named(dailyRuleName, 'a backup rule'),
      triggerOption: z.looseObject({
        retentionTagOverride: z
          .union([z.literal(''), named(defaultRetentionTag, 'a retention tag')], {
            error: `must be a retention tag of the instance's policy: ${defaultRetentionTag}`,
          })
          .nullish(),
      }),
    }),
  })
  .transform(() => ({ retentionTag: defaultRetentionTag }));
