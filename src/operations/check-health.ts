// Whether the app can do its work now: settings were read when it started, so what is left is the control account.

import { isStoreError } from '../ports/object-store.ts';
import { defaultControlContainer } from '../vault/layout.ts';
import type { OperationDependencies } from './dependencies.ts';

export type Health = { readonly ready: true } | { readonly ready: false; readonly problem: string };

export const checkHealth =
  ({ storage, log, settings }: OperationDependencies) =>
  async (): Promise<Health> => {
    try {
      await storage.open(settings.controlAccountId).containerMetadata(defaultControlContainer);
      return { ready: true };
    } catch (error) {
      if (!isStoreError(error)) throw error;
      log.error('The control account cannot be used', { code: error.code, message: error.message });
      return { ready: false, problem: `The vault's control account cannot be used: ${error.code}` };
    }
  };
