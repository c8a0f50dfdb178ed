// The contract of the resource group port: which groups there are, and which locks hold on what is in them.

import { expect, it } from 'vitest';
import type { GetResourceWorld } from './world.ts';
import { diskSnapshot, groupId, sanGroup, sanId, snapshotGroup, subscription } from './world.ts';

export const describeResourceGroups = (getWorld: GetResourceWorld): void => {
  it('finds groups in any case, and none that is not there', async () => {
    const { resourceGroups } = getWorld();
    expect(await resourceGroups.find(snapshotGroup)).toEqual({ id: snapshotGroup, location: 'westeurope' });
    expect((await resourceGroups.find(snapshotGroup.toUpperCase()))?.location).toBe('westeurope');
    expect(await resourceGroups.find(`${snapshotGroup}2`)).toBeUndefined();
  });

  it('tells what the app may do on a group, and on a volume group', async () => {
    const { resourceGroups, cloud } = getWorld();
    const all = [{ actions: ['*'], notActions: [] }];
    expect(await resourceGroups.permissionsOn(snapshotGroup)).toEqual(all);
    const notActions = ['Microsoft.Compute/snapshots/write'];
    cloud.change({ notActions });
    expect(await resourceGroups.permissionsOn(groupId)).toEqual([{ actions: ['*'], notActions }]);
  });

  it('tells the locks of the scope, its group and its subscription, and no others', async () => {
    const { resourceGroups, cloud } = getWorld();
    cloud.lock({ name: 'all', level: 'CanNotDelete', scope: subscription });
    cloud.lock({ name: 'snapshots', level: 'ReadOnly', scope: snapshotGroup, notes: 'audit' });
    cloud.lock({ name: 'one', level: 'CanNotDelete', scope: diskSnapshot('a') });
    cloud.lock({ name: 'elsewhere', level: 'CanNotDelete', scope: sanGroup });
    const namesOn = async (scope: string) =>
      (await resourceGroups.locksOn(scope)).map(({ name }) => name).sort();
    expect(await namesOn(diskSnapshot('a'))).toEqual(['all', 'one', 'snapshots']);
    expect(await namesOn(diskSnapshot('b'))).toEqual(['all', 'snapshots']);
    expect(await namesOn(snapshotGroup)).toEqual(['all', 'snapshots']);
    expect(await namesOn(sanGroup)).toEqual(['all', 'elsewhere']);
    cloud.lock({ name: 'san', level: 'ReadOnly', scope: sanId });
    expect(await namesOn(groupId)).toEqual(['all', 'elsewhere', 'san']);
    expect(await namesOn(sanId)).toEqual(['all', 'elsewhere', 'san']);
    expect(await namesOn(sanGroup)).toEqual(['all', 'elsewhere']);
    expect(await namesOn(subscription)).toEqual(['all']);
    expect(await resourceGroups.locksOn(snapshotGroup)).toContainEqual({
      name: 'snapshots',
      level: 'ReadOnly',
      scope: snapshotGroup,
      notes: 'audit',
    });
  });
};
