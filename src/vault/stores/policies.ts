// The backup policies of a vault, found without regard to case. One of them is there from the start: it is stored once it
// has been changed.

import type { BackupPolicy } from '../../domain/policy/backup-policy.ts';
import { readPolicy } from '../../domain/policy/read-policy.ts';
import { sameText } from '../../domain/shared/same-text.ts';
import type { DocumentStore } from '../document-store.ts';
import type { PolicyDocument } from '../documents/policy.ts';
import { builtInPolicy, policyCodec } from '../documents/policy.ts';
import { inParallel } from '../in-parallel.ts';
import { policyBlob, prefixes } from '../layout.ts';
import { isVaultError } from '../vault-error.ts';

export interface FoundPolicy {
  readonly document: PolicyDocument;
  /** Absent for the built-in policy that nobody has changed. */
  readonly etag?: string;
}

export interface UsablePolicy {
  readonly document: PolicyDocument;
  readonly policy: BackupPolicy;
}

export interface Policies {
  find(name: string): Promise<FoundPolicy | undefined>;
  /** As decisions use it. undefined where there is none, or none that can be read by the rules of this app. */
  usable(name: string): Promise<UsablePolicy | undefined>;
  /** undefined where the policy is not, or no longer, the one that was found; undefined `found`: there was none. */
  put(
    document: PolicyDocument,
    found: FoundPolicy | undefined,
  ): Promise<{ readonly etag: string } | undefined>;
  /** 'changed' where it is no longer the one that was found. */
  delete(found: FoundPolicy): Promise<'deleted' | 'absent' | 'changed'>;
  /** By name. */
  list(): Promise<readonly PolicyDocument[]>;
}

const readsAtOnce = 16;

/** A damaged policy says nothing, as one that is not there: no backup of it is due, and no point of it may go. */
const unlessDamaged = (error: unknown): undefined => {
  if (!isVaultError(error)) throw error;
  return undefined;
};

export const policies = (documents: DocumentStore): Policies => {
  const read = async (name: string): Promise<FoundPolicy | undefined> => {
    const blob = policyBlob.buildIfValid({ policy: name });
    return blob === undefined ? undefined : await documents.read(policyCodec, blob);
  };

  const names = async (): Promise<readonly string[]> =>
    (await documents.list(prefixes.policies)).flatMap(({ name }) => policyBlob.parse(name)?.policy ?? []);

  const find = async (name: string): Promise<FoundPolicy | undefined> => {
    const exact = await read(name);
    if (exact !== undefined) return exact;
    if (sameText(name, builtInPolicy.name)) {
      return (await read(builtInPolicy.name)) ?? { document: builtInPolicy };
    }
    const stored = (await names()).find((one) => sameText(one, name));
    return stored === undefined ? undefined : await read(stored);
  };

  return {
    find,

    async usable(name) {
      const found = await find(name).catch(unlessDamaged);
      if (found === undefined) return undefined;
      const parsed = readPolicy(found.document.definition);
      return parsed.ok ? { document: found.document, policy: parsed.policy } : undefined;
    },

    async put(document, found) {
      return await documents.write(policyCodec, {
        name: policyBlob.build({ policy: document.name }),
        document,
        condition: found?.etag === undefined ? { onlyIfAbsent: true } : { ifMatch: found.etag },
      });
    },

    async delete({ document, etag }) {
      return await documents.delete(policyBlob.build({ policy: document.name }), etag);
    },

    async list() {
      const found = await inParallel(
        await names(),
        readsAtOnce,
        async (name) => (await read(name))?.document,
      );
      const stored = found.filter((document) => document !== undefined);
      const all = stored.some(({ name }) => name === builtInPolicy.name)
        ? stored
        : [builtInPolicy, ...stored];
      return all.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
};
