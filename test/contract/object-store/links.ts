// Contract of the object store: links by which anybody may read one blob for a while.

import { describe, expect, test } from 'vitest';
import type { ReadLink } from '../../../src/ports/object-store.ts';
import type { GetWorld } from './world.ts';
import { bytesOf, newStore } from './world.ts';

const HOUR_MS = 3_600_000;
const name = 'ä/100% report.json';

const linked = async (getWorld: GetWorld, expiresAt: number) => {
  const world = getWorld();
  const store = await newStore(world);
  await store.write('data', name, bytesOf('report'));
  await store.write('data', 'secret', bytesOf('secret'));
  return { store, follow: world.follow, link: await store.readLink('data', name, expiresAt) };
};

const leadsTo = ({ url, signature }: ReadLink, other: string): ReadLink => ({
  url: url.slice(0, url.indexOf('/data/') + '/data/'.length) + other,
  signature,
});

export const describeLinks = (getWorld: GetWorld): void => {
  describe('links for reading', () => {
    test('lead to the blob, as it is when they are followed', async () => {
      const { store, follow, link } = await linked(getWorld, Date.now() + HOUR_MS);
      expect(await follow(link)).toEqual({ status: 200, text: 'report' });
      await store.write('data', name, bytesOf('changed'));
      expect(await follow(link)).toEqual({ status: 200, text: 'changed' });
      await store.delete('data', name);
      expect((await follow(link)).status).toBe(404);
    });

    test('give the right to read and no other', async () => {
      const { link } = await linked(getWorld, Date.now() + HOUR_MS);
      expect(new URLSearchParams(link.signature).get('sp')).toBe('r');
      expect(link.url).not.toContain('?');
    });
  });

  describe('links for reading that the service judges', () => {
    test('lead to no other blob, and nowhere without their signature', async () => {
      const { follow, link } = await linked(getWorld, Date.now() + HOUR_MS);
      expect((await follow(leadsTo(link, 'secret'))).status).toBe(403);
      expect((await follow({ ...link, signature: 'sp=r' })).status).toBe(403);
    });

    test('end', async () => {
      const { follow, link } = await linked(getWorld, Date.now() - 1_000);
      expect((await follow(link)).status).toBe(403);
    });
  });
};
