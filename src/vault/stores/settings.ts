// The settings of the vault. Writers state which version they have seen, since two changes must not undo one another.

import type { VaultSettings } from '../../domain/vault/settings.ts';
import { defaultVaultSettings } from '../../domain/vault/settings.ts';
import type { DocumentStore } from '../document-store.ts';
import { vaultSettingsCodec } from '../documents/vault-settings.ts';
import { vaultSettingsBlob } from '../layout.ts';

export interface FoundSettings {
  readonly settings: VaultSettings;
  /** Absent: nobody has set anything. */
  readonly etag?: string;
}

export interface Settings {
  get(): Promise<VaultSettings>;
  find(): Promise<FoundSettings>;
  /** @returns false where they are no longer the ones that were found */
  put(settings: VaultSettings, found: FoundSettings, updatedAt: string): Promise<boolean>;
}

export const settings = (documents: DocumentStore): Settings => {
  const name = vaultSettingsBlob.build({});
  const find = async (): Promise<FoundSettings> => {
    const stored = await documents.read(vaultSettingsCodec, name);
    if (stored === undefined) return { settings: defaultVaultSettings };
    return { settings: stored.document.settings, etag: stored.etag };
  };
  return {
    find,

    async get() {
      return (await find()).settings;
    },

    async put(changed, { etag }, updatedAt) {
      const written = await documents.write(vaultSettingsCodec, {
        name,
        document: { version: 1, settings: changed, updatedAt },
        condition: etag === undefined ? { onlyIfAbsent: true } : { ifMatch: etag },
      });
      return written !== undefined;
    },
  };
};
