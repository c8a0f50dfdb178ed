// Request fields that several resources share, each with its rule.

import * as z from 'zod';
import { containerNameProblem, isUserSystemContainer } from '../domain/selection/container-name.ts';
import { parseResourceGroupId } from './arm/resource-id.ts';

export const storageAccountIdRule =
  'must be the resource ID of a storage account: /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/{name}';

export const volumeIdRule =
  'must be the resource ID of a volume: /subscriptions/…/resourceGroups/…/providers/Microsoft.ElasticSan/elasticSans/{san}/volumegroups/{group}/volumes/{name}';

export const resourceGroupId = z.string().transform((given, context) => {
  const id = parseResourceGroupId(given);
  if (id !== undefined) return id;
  context.addIssue('must be the resource ID of a resource group: /subscriptions/…/resourceGroups/{name}');
  return z.NEVER;
});

/** A text that breaks no rule; `problem` says which one it breaks, in words that follow "is not a {what}:". */
export const ruled = (what: string, problem: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const found = problem(text);
    if (found !== undefined) context.addIssue(`is not a ${what}: ${found}`);
  });

export const sourceContainerName = ruled('container name', (name) =>
  isUserSystemContainer(name) ? undefined : containerNameProblem(name),
);

export const newContainerName = ruled('container name', containerNameProblem);

/** The vault has one identity, the app's own. */
export const systemIdentity = z.looseObject({
  useSystemAssignedIdentity: z
    .literal(true, 'must be true: this vault works with the identity of its app')
    .nullish(),
  userAssignedIdentityArmUrl: z
    .literal('', 'is not supported: this vault works with the identity of its app')
    .nullish(),
});

/** As Azure Resource Manager limits them. */
export const resourceTags = z
  .record(z.string().min(1).max(512), z.string().max(256))
  .refine((tags) => Object.keys(tags).length <= 50, 'has more than 50 tags');

/** No resource ID of Azure's is as long; nor is any other name. */
export const MAX_ID_LENGTH = 2048;
