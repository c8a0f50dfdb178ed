// Writers at the source who come at the worst moment of a backup. Each says what it did, if anything.

import type { PortCall } from '../../src/memory/port-methods.ts';
import type { CopyRequest } from '../../src/ports/object-store.ts';
import { accountNameOf } from '../../src/ports/object-store.ts';
import type { SourceAccount } from './source-account.ts';
import type { World } from './world.ts';

const sourceNamed = ({ protectedOnes }: World, account: string | undefined): SourceAccount | undefined =>
  protectedOnes.find(({ source }) => source.account.name === account)?.source;

/** Between a backup's look at a blob and its copy. */
export const writeUnderCopy = (world: World, { args }: PortCall): string | undefined => {
  const { source: from } = (args as readonly [CopyRequest])[0];
  const source = sourceNamed(world, accountNameOf(from.store.accountId));
  const did = source?.changeNow(from.container, from.name, world.random);
  return did === undefined ? undefined : `${did}, which is being copied`;
};

/** Between a listing and the copies that follow from it. */
export const writeAfterListing = (
  world: World,
  { account, container = '' }: PortCall,
): string | undefined => {
  const did = sourceNamed(world, account)?.changeListed(container, world.random);
  return did === undefined ? undefined : `${did}, which was just listed`;
};
