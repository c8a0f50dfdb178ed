// The contracts of the resource ports in memory.

import { beforeEach, describe } from 'vitest';
import { Cloud } from '../../src/memory/cloud/cloud.ts';
import { memoryElasticSans } from '../../src/memory/memory-elastic-sans.ts';
import { memoryManagedDisks } from '../../src/memory/memory-managed-disks.ts';
import { memoryResourceGroups } from '../../src/memory/memory-resource-groups.ts';
import { describeElasticSans } from './resources/elastic-sans.ts';
import { describeManagedDisks } from './resources/managed-disks.ts';
import { describeResourceGroups } from './resources/resource-groups.ts';
import type { ResourceWorld } from './resources/world.ts';
import { drivenClock, furnish } from './resources/world.ts';

let world: ResourceWorld;

beforeEach(() => {
  const clock = drivenClock();
  const cloud = new Cloud(clock);
  furnish(cloud);
  world = {
    cloud,
    elasticSans: memoryElasticSans(cloud),
    managedDisks: memoryManagedDisks(cloud),
    resourceGroups: memoryResourceGroups(cloud),
    advance: clock.advance,
  };
});

describe('Elastic SAN in memory', () => describeElasticSans(() => world));
describe('Managed Disks in memory', () => describeManagedDisks(() => world));
describe('resource groups in memory', () => describeResourceGroups(() => world));
