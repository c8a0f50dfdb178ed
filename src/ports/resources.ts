// The ports of Azure Resource Manager together, as the backup of SAN volumes needs them.

import type { ElasticSans } from './elastic-san.ts';
import type { ManagedDisks } from './managed-disks.ts';
import type { ResourceGroups } from './resource-groups.ts';

export interface Resources {
  readonly elasticSans: ElasticSans;
  readonly managedDisks: ManagedDisks;
  readonly resourceGroups: ResourceGroups;
}
