// Every port as a table of its methods, and the wrapper that hands each call to an interceptor. The tables are typed by
// the ports: a method that is new in a port does not compile until it is told here what kind of call it is.

import type { Clock } from '../ports/clock.ts';
import type { ElasticSans } from '../ports/elastic-san.ts';
import type { Log } from '../ports/log.ts';
import type { ManagedDisks } from '../ports/managed-disks.ts';
import type { CopyRequest, ObjectStore, StorageAccounts } from '../ports/object-store.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { ResourceGroups } from '../ports/resource-groups.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';

export interface Ports {
  readonly objectStore: ObjectStore;
  readonly storageAccounts: StorageAccounts;
  readonly workflowClient: WorkflowClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly elasticSan: ElasticSans;
  readonly managedDisks: ManagedDisks;
  readonly resourceGroups: ResourceGroups;
}

export type PortName = keyof Ports;

interface Place {
  readonly container?: string;
  readonly blob?: string;
}

type Arguments<F> = F extends (...args: infer A) => unknown ? A : never;
type Answer<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

/**
 * acts: changes something. reads: tells what may change, so that its answer can be of an earlier time; `nothing` is what
 * it answers where nothing is. asks: tells what never changes. opens: gives another port, and does no more.
 */
type Kind<F> =
  | { readonly kind: 'acts' | 'asks' }
  | { readonly kind: 'reads'; readonly nothing: Answer<F> }
  | { readonly kind: 'opens'; readonly port: PortName };

export type MethodTraits<F> = Kind<F> & { readonly place?: (args: Arguments<F>) => Place };

/** `requests` counts, and `accountId` names; neither is a call. */
type Methods<P> = {
  readonly [M in Exclude<keyof P, 'accountId' | 'requests'>]-?: MethodTraits<P[M]>;
};

const inContainer = ([container]: readonly [string, ...unknown[]]): Place => ({ container });
const atBlob = ([container, blob]: readonly [string, string, ...unknown[]]): Place => ({ container, blob });

const absent = { kind: 'reads', nothing: undefined } as const;
/** It moves on what was begun, as well as telling of it: an answer of an earlier time would be one of its own. */
const poll = { kind: 'asks' } as const;

export const portMethods: { readonly [P in PortName]: Methods<Ports[P]> } = {
  objectStore: {
    listContainers: { kind: 'reads', nothing: [] },
    createContainer: { kind: 'acts', place: inContainer },
    containerMetadata: { kind: 'reads', nothing: undefined, place: inContainer },
    deleteContainer: { kind: 'acts', place: inContainer },
    listBlobs: { kind: 'reads', nothing: { items: [] }, place: inContainer },
    head: { kind: 'reads', nothing: undefined, place: atBlob },
    read: { kind: 'reads', nothing: undefined, place: atBlob },
    digest: { kind: 'reads', nothing: undefined, place: atBlob },
    write: { kind: 'acts', place: atBlob },
    stageBlock: { kind: 'acts', place: atBlob },
    commitBlocks: { kind: 'acts', place: atBlob },
    readLink: { kind: 'asks', place: atBlob },
    delete: { kind: 'acts', place: atBlob },
    deleteMany: { kind: 'acts', place: inContainer },
    copyFrom: {
      kind: 'acts',
      place: ([{ target }]: readonly [CopyRequest]) => ({ container: target.container, blob: target.name }),
    },
    isHierarchical: { kind: 'asks' },
  },
  storageAccounts: {
    open: { kind: 'opens', port: 'objectStore' },
    region: { kind: 'asks' },
  },
  workflowClient: {
    start: { kind: 'acts' },
    state: { kind: 'reads', nothing: 'absent' },
    raiseEvent: { kind: 'acts' },
    terminate: { kind: 'acts' },
  },
  clock: { now: { kind: 'reads', nothing: 0 } },
  log: { info: { kind: 'acts' }, warn: { kind: 'acts' }, error: { kind: 'acts' } },
  elasticSan: {
    san: absent,
    volumeGroup: absent,
    volume: absent,
    volumes: { kind: 'reads', nothing: [] },
    snapshot: absent,
    snapshots: { kind: 'reads', nothing: [] },
    beginSnapshot: { kind: 'acts' },
    beginDeleteSnapshot: { kind: 'acts' },
    beginVolume: { kind: 'acts' },
    beginPreBackup: { kind: 'acts' },
    beginPreRestore: { kind: 'acts' },
    poll,
  },
  managedDisks: {
    snapshot: absent,
    snapshots: { kind: 'reads', nothing: [] },
    beginExport: { kind: 'acts' },
    beginDeleteSnapshot: { kind: 'acts' },
    disk: absent,
    beginDisk: { kind: 'acts' },
    poll,
  },
  resourceGroups: {
    find: absent,
    locksOn: { kind: 'reads', nothing: [] },
    permissionsOn: absent,
  },
};

/** Methods that answer at once, and so can neither hang nor be slow. */
const immediate: ReadonlySet<string> = new Set(['clock', 'log']);

type MethodName<P extends PortName> = Extract<keyof Methods<Ports[P]>, string>;
export type PortMethod = { [P in PortName]: MethodName<P> }[PortName];

export interface PortCall extends Place {
  readonly port: PortName;
  readonly method: PortMethod;
  /** Of an object store: its account, by name. */
  readonly account?: string;
  readonly args: readonly unknown[];
  /** True where the answer is given at once and not promised. */
  readonly immediate: boolean;
}

/** What a call does instead of what it would have done, which is `act`. */
export type Intercept = (call: PortCall, act: () => unknown) => unknown;

type AnyTraits = Kind<() => unknown> & { readonly place?: (args: readonly unknown[]) => Place };
type AnyMethods = Readonly<Record<string, AnyTraits | undefined>>;

/** The table of a port whose type is not known any more. */
const methodsOf = (port: PortName): AnyMethods => portMethods[port] as unknown as AnyMethods;

export const traitsOf = ({ port, method }: Pick<PortCall, 'port' | 'method'>): AnyTraits => {
  const traits = methodsOf(port)[method];
  if (traits === undefined) throw new Error(`The port ${port} has no method ${method}`);
  return traits;
};

type Call = (...args: unknown[]) => unknown;

export const interceptPort = <P extends PortName>(
  name: P,
  port: Ports[P],
  intercept: Intercept,
): Ports[P] => {
  const methods = methodsOf(name);
  const account = 'accountId' in port ? { account: accountNameOf(port.accountId) } : {};
  const wrapped = new Map<string, Call>();
  const wrap = (method: string, traits: AnyTraits): Call => {
    const act = (port as unknown as Readonly<Record<string, Call>>)[method] as Call;
    if (traits.kind === 'opens') return opener(traits.port, (...args) => act.apply(port, args), intercept);
    return (...args) =>
      intercept(
        {
          port: name,
          method: method as PortMethod,
          ...account,
          ...traits.place?.(args),
          args,
          immediate: immediate.has(name),
        },
        () => act.apply(port, args),
      );
  };
  return new Proxy(port, {
    get(target, property) {
      const traits = typeof property === 'string' ? methods[property] : undefined;
      if (traits === undefined) return Reflect.get(target, property);
      const known = wrapped.get(property as string) ?? wrap(property as string, traits);
      wrapped.set(property as string, known);
      return known;
    },
  });
};

/** One wrapper per opened port, as the port itself opens one per account. */
const opener = (port: PortName, open: Call, intercept: Intercept): Call => {
  const opened = new Map<unknown, unknown>();
  return (...args) => {
    const inner = open(...args) as Ports[PortName];
    const known = opened.get(inner) ?? interceptPort(port, inner, intercept);
    opened.set(inner, known);
    return known;
  };
};
