// Contract of the object store: containers and accounts.

import { describe, expect, test } from 'vitest';
import type { GetWorld } from './world.ts';
import { bytesOf, expectRefusal, newStore } from './world.ts';

export const describeContainers = (getWorld: GetWorld): void => {
  describe('containers', () => {
    test('are listed in name order', async () => {
      const world = getWorld();
      const store = world.storage.open(world.newAccount());
      for (const name of ['web', 'a-1', '$root', 'a', 'b2'].filter((n) => n.length >= 3)) {
        await store.createContainer(name);
      }
      expect(await store.listContainers()).toEqual(['$root', 'a-1', 'web']);
    });

    test('are made once, and keep the metadata of the first time', async () => {
      const world = getWorld();
      const store = world.storage.open(world.newAccount());
      expect(await store.createContainer('data', { HoldfastJob: 'one' })).toBe('created');
      expect(await store.createContainer('data', { HoldfastJob: 'two' })).toBe('exists');
      expect(await store.containerMetadata('data')).toEqual({ holdfastjob: 'one' });
    });

    test('have no metadata when they are not there', async () => {
      const world = getWorld();
      expect(await world.storage.open(world.newAccount()).containerMetadata('nothing')).toBeUndefined();
    });

    test('are deleted once', async () => {
      const store = await newStore(getWorld());
      expect(await store.deleteContainer('data')).toBe('deleted');
      expect(await store.deleteContainer('data')).toBe('absent');
      expect(await store.listContainers()).toEqual([]);
    });

    test.each(['ab', 'Upper', 'two--dashes', 'dash-', 'under_score', 'x'.repeat(64)])(
      'cannot be named %s',
      async (name) => {
        const world = getWorld();
        await expectRefusal(world.storage.open(world.newAccount()).createContainer(name), 'invalid-request');
      },
    );

    test('that are missing refuse what needs them, and have no blobs', async () => {
      const world = getWorld();
      const store = world.storage.open(world.newAccount());
      await expectRefusal(store.listBlobs('missing'), 'container-not-found');
      await expectRefusal(store.write('missing', 'blob', bytesOf('x')), 'container-not-found');
      expect(await store.head('missing', 'blob')).toBeUndefined();
      expect(await store.read('missing', 'blob')).toBeUndefined();
      expect(await store.delete('missing', 'blob')).toBe('absent');
    });
  });

  describe('accounts', () => {
    test('that do not exist say so on use, not on opening', async () => {
      const world = getWorld();
      const store = world.storage.open(world.missingAccount);
      await expectRefusal(store.listContainers(), 'account-not-found');
      await expectRefusal(store.head('data', 'blob'), 'account-not-found');
      expect(await world.storage.region(world.missingAccount)).toBeUndefined();
    });

    test('are the same however their resource ID is written', () => {
      const world = getWorld();
      const accountId = world.newAccount();
      const shouted = accountId.replace('resourceGroups', 'RESOURCEGROUPS');
      expect(world.storage.open(shouted)).toBe(world.storage.open(accountId));
    });

    test('tell their region without capitals and spaces', async () => {
      const world = getWorld();
      expect(await world.storage.region(world.newAccount())).toBe('westeurope');
    });

    test('tell whether their directories are real', async () => {
      const world = getWorld();
      expect(await world.storage.open(world.newAccount()).isHierarchical()).toBe(false);
    });

    test('count their requests', async () => {
      const store = await newStore(getWorld());
      const before = store.requests();
      await store.write('data', 'one', bytesOf('1'));
      await store.head('data', 'one');
      expect(store.requests() - before).toBe(2);
    });
  });
};
