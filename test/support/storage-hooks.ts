// Storage accounts with a hook before every call, so that a test can make something happen in the middle of a backup,
// count what is asked, or answer in the store's stead.

import type { ObjectStore, StorageAccounts } from '../../src/ports/object-store.ts';
import { accountNameOf } from '../../src/ports/object-store.ts';

export interface StorageCall {
  readonly account: string;
  readonly method: keyof ObjectStore;
  readonly container: string | undefined;
  readonly blob: string | undefined;
}

/** May throw: then the call has no effect. */
export type StorageHook = (call: StorageCall) =>
  | undefined
  /** Keeps the call from the store. */
  | { readonly answer: unknown }
  /** Lets the call take effect, and loses its answer. */
  | { readonly thrownAfter: Error };

const placeOf = (method: keyof ObjectStore, args: readonly unknown[]) => {
  const [first, second] = args;
  if (method === 'copyFrom') {
    const { target } = first as { target: { container: string; name: string } };
    return { container: target.container, blob: target.name };
  }
  return {
    container: typeof first === 'string' ? first : undefined,
    blob: typeof second === 'string' ? second : undefined,
  };
};

export const withHook = (accounts: StorageAccounts, hook: StorageHook): StorageAccounts => {
  const wrap = (store: ObjectStore): ObjectStore =>
    new Proxy(store, {
      get(target, property) {
        const method = property as keyof ObjectStore;
        const value = target[method];
        if (typeof value !== 'function' || method === 'requests') return value;
        return async (...args: unknown[]): Promise<unknown> => {
          const answered = hook({
            account: accountNameOf(target.accountId),
            method,
            ...placeOf(method, args),
          });
          if (answered !== undefined && 'answer' in answered) return answered.answer;
          const result = await (value as (...given: unknown[]) => Promise<unknown>).apply(target, args);
          if (answered !== undefined) throw answered.thrownAfter;
          return result;
        };
      },
    });
  return { open: (id) => wrap(accounts.open(id)), region: (id) => accounts.region(id) };
};
