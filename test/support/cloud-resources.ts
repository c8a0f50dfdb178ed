// The ports of Azure Resource Manager over a cloud in memory.

import type { Cloud } from '../../src/memory/cloud/cloud.ts';
import { memoryElasticSans } from '../../src/memory/memory-elastic-sans.ts';
import { memoryManagedDisks } from '../../src/memory/memory-managed-disks.ts';
import { memoryResourceGroups } from '../../src/memory/memory-resource-groups.ts';
import type { Resources } from '../../src/ports/resources.ts';

export const cloudResources = (cloud: Cloud): Resources => ({
  elasticSans: memoryElasticSans(cloud),
  managedDisks: memoryManagedDisks(cloud),
  resourceGroups: memoryResourceGroups(cloud),
});
