// Which backup instance has which member of the pool of data accounts. One account serves one instance.

import { accountNameOf } from '../../ports/object-store.ts';
import type { DocumentStore } from '../document-store.ts';
import type { DataAccountClaim } from '../documents/coordination.ts';
import { dataAccountCodec } from '../documents/coordination.ts';
import { dataAccountBlob, prefixes } from '../layout.ts';

export interface ClaimRequest {
  readonly instance: string;
  /** ARM resource IDs, in the order of preference; the same order at every call. */
  readonly pool: readonly string[];
  /** ISO 8601, UTC. */
  readonly at: string;
}

export interface DataAccounts {
  /** The account's ARM resource ID; an instance that has one keeps it. undefined: every member of the pool is taken. */
  claim(request: ClaimRequest): Promise<string | undefined>;
  list(): Promise<readonly DataAccountClaim[]>;
  /** Idempotent. Another instance may have it from then on. */
  release(instance: string): Promise<void>;
}

/** The account's name is unique in all of Azure, so the name alone identifies the claim. */
const claimBlob = (accountId: string): string => dataAccountBlob.build({ account: accountNameOf(accountId) });

export const dataAccounts = (documents: DocumentStore): DataAccounts => {
  const list = async (): Promise<readonly DataAccountClaim[]> => {
    const claims: DataAccountClaim[] = [];
    for (const { name } of await documents.list(prefixes.dataAccounts)) {
      if (dataAccountBlob.parse(name) === undefined) continue;
      const stored = await documents.read(dataAccountCodec, name);
      if (stored !== undefined) claims.push(stored.document);
    }
    return claims;
  };

  return {
    list,

    async release(instance) {
      for (const { name } of await documents.list(prefixes.dataAccounts)) {
        if (dataAccountBlob.parse(name) === undefined) continue;
        const stored = await documents.read(dataAccountCodec, name);
        if (stored?.document.backupInstance === instance) await documents.delete(name, stored.etag);
      }
    },

    async claim({ instance, pool, at }) {
      const claims = await list();
      const own = claims.find((claim) => claim.backupInstance === instance);
      if (own !== undefined) return own.dataAccountId;
      for (const dataAccountId of pool) {
        const name = claimBlob(dataAccountId);
        const document: DataAccountClaim = {
          version: 1,
          dataAccountId,
          backupInstance: instance,
          claimedAt: at,
        };
        const written = await documents.write(dataAccountCodec, {
          name,
          document,
          condition: { onlyIfAbsent: true },
        });
        if (written !== undefined) return dataAccountId;
        const holder = (await documents.read(dataAccountCodec, name))?.document;
        if (holder?.backupInstance === instance) return holder.dataAccountId;
      }
      return undefined;
    },
  };
};
