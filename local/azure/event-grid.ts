// Event Grid for one machine: watches a container in some storage accounts of Azurite and delivers BlobCreated events
// to a webhook, at least once. What it delivered survives a restart; what it missed (a blob written and deleted
// between two looks) is a lost event, as can happen in Azure.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobCreatedEvent, SeenBlob } from './event-grid/blob-created.ts';
import { blobCreated } from './event-grid/blob-created.ts';
import { openDeliveredFile } from './event-grid/delivered-file.ts';
import type { DeliveryOptions } from './event-grid/delivery.ts';
import { deliver, shakeHands } from './event-grid/delivery.ts';
import type { Disturbance } from './event-grid/disturbance.ts';
import { undisturbed } from './event-grid/disturbance.ts';
import type { WatchedAccount } from './event-grid/watch-account.ts';
import { listWatched } from './event-grid/watch-account.ts';

export interface EventGridOptions {
  readonly accounts: readonly WatchedAccount[];
  /** Full URL with `functionName`. */
  readonly webhook: string;
  /** Default 250 ms. */
  readonly lookEveryMs?: number;
  /** Multiplies the waits between attempts; default 0.01, so that the first retry comes after 100 ms. */
  readonly timeScale?: number;
  /** Where to remember what was delivered; absent: only in memory. */
  readonly stateFile?: string;
  readonly disturbance?: Disturbance;
}

export interface EventGridCounts {
  readonly seen: number;
  readonly attempts: number;
  readonly delivered: number;
  readonly deadLettered: number;
}

export interface EventGrid {
  counts(): EventGridCounts;
  /** From the next event on. */
  disturb(disturbance: Disturbance): void;
  /** Looks at an account now: whoever knows of a write need not leave it to the next round. */
  lookAt(accountId: string): void;
  stop(): Promise<void>;
}

export const startEventGrid = (options: EventGridOptions): EventGrid => {
  const stopping = new AbortController();
  const delivery: DeliveryOptions = {
    webhook: options.webhook,
    timeScale: options.timeScale ?? 0.01,
    signal: stopping.signal,
  };
  const remembered = openDeliveredFile(options.stateFile);
  const counts = { seen: 0, attempts: 0, delivered: 0, deadLettered: 0 };
  const announced = new Map<string, string>();
  const underway = new Set<Promise<void>>();
  let disturbance = options.disturbance ?? undisturbed;

  const send = (key: string, etag: string, event: BlobCreatedEvent): void => {
    const sending = deliver(delivery, event, () => {
      counts.attempts += 1;
    }).then((outcome) => {
      if (outcome === 'stopped') return;
      counts[outcome === 'delivered' ? 'delivered' : 'deadLettered'] += 1;
      remembered.record(key, etag);
    });
    underway.add(sending);
    void sending.finally(() => underway.delete(sending));
  };

  const announce = (key: string, blob: SeenBlob): void => {
    if (announced.get(key) === blob.etag) return;
    announced.set(key, blob.etag);
    if (remembered.etag(key) === blob.etag) return;
    counts.seen += 1;
    disturbance(blobCreated(blob, newIdentity()), (event) => send(key, blob.etag, event));
  };

  const look = async (account: WatchedAccount): Promise<void> => {
    const prefix = `${account.accountId}/${account.container.containerName}/`;
    const blobs = new Map((await listWatched(account)).map((blob) => [`${prefix}${blob.name}`, blob]));
    for (const [key, blob] of blobs) announce(key, blob);
    const there = new Set(blobs.keys());
    for (const key of announced.keys()) if (key.startsWith(prefix) && !there.has(key)) announced.delete(key);
    remembered.keepOnly(prefix, there);
  };

  const looks = new Map<string, Promise<void>>();
  /** After the look that runs: what it sees of the same account is older. */
  const lookAgain = (account: WatchedAccount): Promise<void> => {
    // A look that fails (the account is just starting or stopping) is made up for by the next one.
    const looked = (looks.get(account.accountId) ?? Promise.resolve())
      .then(() => look(account))
      .catch(() => undefined);
    looks.set(account.accountId, looked);
    return looked;
  };

  const run = async (): Promise<void> => {
    if (!(await shakeHands(delivery, options.accounts[0]?.accountId ?? ''))) return;
    while (!stopping.signal.aborted) {
      await Promise.all(options.accounts.map(lookAgain));
      await sleep(options.lookEveryMs ?? 250, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const running = run();
  return {
    counts: () => ({ ...counts }),
    disturb: (next) => {
      disturbance = next;
    },
    lookAt: (accountId) => {
      const account = options.accounts.find((watched) => watched.accountId === accountId);
      if (account !== undefined && !stopping.signal.aborted) void lookAgain(account);
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([running, ...looks.values(), ...underway]);
    },
  };
};

const newIdentity = () => ({
  id: randomUUID(),
  requestId: randomUUID(),
  clientRequestId: randomUUID(),
  batchId: randomUUID(),
  eventTime: new Date().toISOString(),
});
