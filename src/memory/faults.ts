// A wrapper of the storage ports that makes chosen calls go wrong, by a script: before they have an effect, after it
// (the answer is lost), or with the answer of an earlier time. Used by tests and drills; the stores beneath are real.

import type { ObjectStore, StorageAccounts, StoreErrorCode } from '../ports/object-store.ts';
import { accountNameOf, storeError } from '../ports/object-store.ts';

export type StoreMethod = Exclude<keyof ObjectStore, 'accountId' | 'requests'>;

export interface Fault {
  readonly method: StoreMethod;
  /** Which of the calls that match, counted from 1; absent: every one. */
  readonly call?: number;
  /** Only calls on this account (by name). */
  readonly account?: string;
  /** Only calls that concern this container (of a copy: the target). */
  readonly container?: string;
  /** Only calls that concern this blob. */
  readonly blob?: string;
  /**
   * before: fails without effect. after: takes effect, then fails. stale: answers as it last answered the same
   * question, or as though nothing were there when it was never asked (reading methods only).
   */
  readonly when: 'before' | 'after' | 'stale';
  /** 'unavailable' unless told. */
  readonly error?: StoreErrorCode;
}

interface Call {
  readonly account: string;
  readonly method: StoreMethod;
  readonly container?: string;
  readonly blob?: string;
}

const matches = (fault: Fault, call: Call): boolean =>
  fault.method === call.method &&
  (fault.account === undefined || fault.account === call.account) &&
  (fault.container === undefined || fault.container === call.container) &&
  (fault.blob === undefined || fault.blob === call.blob);

/** The faults of one test, counted over all accounts that share the script. */
export class FaultScript {
  readonly faults: readonly Fault[];
  private readonly seen: number[];
  private readonly struck: boolean[];

  constructor(faults: readonly Fault[]) {
    this.faults = faults;
    this.seen = faults.map(() => 0);
    this.struck = faults.map(() => false);
  }

  /** Faults that have not struck yet: a test that expects them all checks that this is empty. */
  get pending(): readonly Fault[] {
    return this.faults.filter((_, index) => this.struck[index] !== true);
  }

  /** Counts the call, and tells the fault that is due for it. */
  next(call: Call): Fault | undefined {
    let due: Fault | undefined;
    for (const [index, fault] of this.faults.entries()) {
      if (!matches(fault, call)) continue;
      const count = (this.seen[index] ?? 0) + 1;
      this.seen[index] = count;
      if (due === undefined && (fault.call === undefined || fault.call === count)) {
        due = fault;
        this.struck[index] = true;
      }
    }
    return due;
  }
}

const injected = (fault: Fault, call: Call): Error =>
  storeError(fault.error ?? 'unavailable', `Injected ${fault.when} ${call.account}.${call.method}`, {
    serviceCode: 'InjectedFault',
  });

/** What a reading method answers where nothing is. */
const nothingThere = (method: StoreMethod): unknown => {
  if (method === 'listContainers') return [];
  if (method === 'listBlobs') return { items: [] };
  return undefined;
};

const STALE_METHODS: ReadonlySet<StoreMethod> = new Set([
  'listContainers',
  'containerMetadata',
  'listBlobs',
  'head',
  'read',
  'digest',
]);

const injector = (account: string, script: FaultScript) => {
  const answers = new Map<string, unknown>();
  return async <T>(call: Omit<Call, 'account'>, question: unknown, act: () => Promise<T>): Promise<T> => {
    const named = { ...call, account };
    const fault = script.next(named);
    if (fault?.when === 'before') throw injected(fault, named);
    const remembers = STALE_METHODS.has(call.method);
    const key = remembers ? JSON.stringify([call.method, question]) : '';
    if (fault?.when === 'stale') {
      if (!remembers) throw new Error(`${call.method} does not read, so it cannot be stale`);
      return (answers.has(key) ? answers.get(key) : nothingThere(call.method)) as T;
    }
    const answer = await act();
    if (remembers) answers.set(key, answer);
    if (fault?.when === 'after') throw injected(fault, named);
    return answer;
  };
};

const withFaults = (store: ObjectStore, script: FaultScript): ObjectStore => {
  const run = injector(accountNameOf(store.accountId), script);
  return {
    accountId: store.accountId,
    requests: store.requests,
    listContainers: () => run({ method: 'listContainers' }, [], () => store.listContainers()),
    createContainer: (container, metadata) =>
      run({ method: 'createContainer', container }, [], () => store.createContainer(container, metadata)),
    containerMetadata: (container) =>
      run({ method: 'containerMetadata', container }, [container], () => store.containerMetadata(container)),
    deleteContainer: (container) =>
      run({ method: 'deleteContainer', container }, [], () => store.deleteContainer(container)),
    listBlobs: (container, options) =>
      run({ method: 'listBlobs', container }, [container, options], () =>
        store.listBlobs(container, options),
      ),
    head: (container, blob) =>
      run({ method: 'head', container, blob }, [container, blob], () => store.head(container, blob)),
    read: (container, blob) =>
      run({ method: 'read', container, blob }, [container, blob], () => store.read(container, blob)),
    digest: (container, blob) =>
      run({ method: 'digest', container, blob }, [container, blob], () => store.digest(container, blob)),
    write: (container, blob, bytes, options) =>
      run({ method: 'write', container, blob }, [], () => store.write(container, blob, bytes, options)),
    delete: (container, blob, options) =>
      run({ method: 'delete', container, blob }, [], () => store.delete(container, blob, options)),
    deleteMany: (container, names) =>
      run({ method: 'deleteMany', container }, [], () => store.deleteMany(container, names)),
    copyFrom: (request) =>
      run({ method: 'copyFrom', container: request.target.container, blob: request.target.name }, [], () =>
        store.copyFrom(request),
      ),
    isHierarchical: () => run({ method: 'isHierarchical' }, [], () => store.isHierarchical()),
  };
};

export const withFaultyAccounts = (accounts: StorageAccounts, script: FaultScript): StorageAccounts => {
  const stores = new Map<ObjectStore, ObjectStore>();
  return {
    open: (accountId) => {
      const store = accounts.open(accountId);
      const wrapped = stores.get(store) ?? withFaults(store, script);
      stores.set(store, wrapped);
      return wrapped;
    },
    region: (accountId) => accounts.region(accountId),
  };
};
