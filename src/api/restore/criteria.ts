// The items of an item-level restore: containers, prefixes in them, single blobs, and new container names. How many
// there may be together, and whether the recovery point has them, the domain decides when it plans.

import * as z from 'zod';
import { prefixProblem } from '../../domain/restore/prefix.ts';
import { newContainerName, ruled, sourceContainerName } from '../fields.ts';

const itemPathCriterion = z.looseObject({
  objectType: z.literal(
    'ItemPathBasedRestoreCriteria',
    'must be ItemPathBasedRestoreCriteria: containers and prefixes are restored by path',
  ),
  itemPath: sourceContainerName,
  isPathRelativeToBackupItem: z.boolean(),
  subItemPathPrefix: z.array(ruled('prefix', prefixProblem)).nullish(),
  renameTo: newContainerName.nullish(),
  /** Beyond Azure: whole blob names. */
  blobs: z.array(z.string().min(1, 'is empty').max(1024, 'is longer than 1024 characters')).nullish(),
});

export type RestoreCriterion = z.output<typeof itemPathCriterion>;

const oneNamePerContainer = (items: readonly RestoreCriterion[]): boolean => {
  const names = new Map<string, string>();
  return items.every(({ itemPath, renameTo }) => {
    const name = renameTo ?? itemPath;
    const before = names.get(itemPath) ?? name;
    names.set(itemPath, name);
    return before === name;
  });
};

export const criteria = z
  .array(itemPathCriterion)
  .min(1, 'names nothing to restore')
  .refine(oneNamePerContainer, 'gives one container two new names');
