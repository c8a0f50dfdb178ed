// The newest slot for which a backup was started, by instance; it only moves forward. And the slots that passed without one.

import * as z from 'zod';
import type { DocumentStore } from '../document-store.ts';
import type { ScheduleState } from '../documents/coordination.ts';
import { scheduleCodec } from '../documents/coordination.ts';
import { prefixes, scheduleBlob } from '../layout.ts';
import { decodeMetadata, encodeMetadata } from '../metadata.ts';

export interface StartedSlot {
  readonly instance: string;
  /** ISO 8601, UTC. Slots compare as text: all in the form of Date.toISOString. */
  readonly slot: string;
  /** Slots before it that no backup was started for, oldest first. */
  readonly missed: readonly string[];
  readonly at: string;
}

export interface Schedule {
  /** undefined before the first. */
  get(instance: string): Promise<ScheduleState | undefined>;
  /** The last slot of every instance that has one, by instance. */
  lastSlots(): Promise<ReadonlyMap<string, string>>;
  /** Changes nothing where the stored slot is this one or a later one: its missed slots are recorded already. */
  recordSlot(started: StartedSlot): Promise<void>;
  /** Slots that nothing will be started for any more. Those up to the stored slot are left out: they were dealt with. */
  recordMissed(passed: Omit<StartedSlot, 'slot'>): Promise<void>;
  /** Idempotent. */
  remove(instance: string): Promise<void>;
}

const attempts = 10;

/** Half a year of a daily schedule. */
const missedListed = 183;

const listedSlot = z.object({ lastslot: z.string() }).transform(({ lastslot }) => lastslot);

export const schedule = (documents: DocumentStore): Schedule => {
  const get = async (instance: string): Promise<ScheduleState | undefined> =>
    (await documents.read(scheduleCodec, scheduleBlob.build({ instance })))?.document;

  /** Again from the start when somebody else wrote in between; `change` gives undefined where nothing is to be changed. */
  const advance = async (
    instance: string,
    change: (stored: ScheduleState | undefined) => ScheduleState | undefined,
  ): Promise<void> => {
    const name = scheduleBlob.build({ instance });
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await documents.read(scheduleCodec, name);
      const document = change(stored?.document);
      if (document === undefined) return;
      const written = await documents.write(scheduleCodec, {
        name,
        document,
        metadata: encodeMetadata({ lastslot: document.lastSlot }),
        condition: stored === undefined ? { onlyIfAbsent: true } : { ifMatch: stored.etag },
      });
      if (written !== undefined) return;
    }
    throw new Error(`The schedule of ${instance} was changed by others ${attempts} times in a row`);
  };

  return {
    get,

    async lastSlots() {
      const slots = new Map<string, string>();
      for (const { name, metadata } of await documents.list(prefixes.schedule)) {
        const instance = scheduleBlob.parse(name)?.instance;
        if (instance === undefined) continue;
        const slot = decodeMetadata(listedSlot, metadata) ?? (await get(instance))?.lastSlot;
        if (slot !== undefined) slots.set(instance, slot);
      }
      return slots;
    },

    recordSlot: async ({ instance, slot, missed, at }) =>
      await advance(instance, (stored) => {
        if (stored === undefined || stored.lastSlot < slot)
          return advanced(stored, { instance, slot, missed, at });
        // It was passed over while it was being started: it runs after all.
        return stored.missed?.some((one) => one.slot === slot) === true ? notMissed(stored, slot) : undefined;
      }),

    recordMissed: async ({ instance, missed, at }) =>
      await advance(instance, (stored) => {
        const open = missed.filter((slot) => stored === undefined || slot > stored.lastSlot);
        const slot = open.at(-1);
        return slot === undefined ? undefined : advanced(stored, { instance, slot, missed: open, at });
      }),

    async remove(instance) {
      await documents.delete(scheduleBlob.build({ instance }));
    },
  };
};

function notMissed(stored: ScheduleState, slot: string): ScheduleState {
  return {
    ...stored,
    missed: (stored.missed ?? []).filter((one) => one.slot !== slot),
    missedCount: Math.max(0, (stored.missedCount ?? 0) - 1),
  };
}

function advanced(
  before: ScheduleState | undefined,
  { instance, slot, missed, at }: StartedSlot,
): ScheduleState {
  const newest = missed.map((one) => ({ slot: one, noticedAt: at })).reverse();
  const listed = [...newest, ...(before?.missed ?? [])].slice(0, missedListed);
  const missedCount = (before?.missedCount ?? 0) + missed.length;
  return {
    ...before,
    version: 1,
    backupInstance: instance,
    lastSlot: slot,
    ...(missedCount === 0 ? {} : { missed: listed, missedCount }),
  };
}
