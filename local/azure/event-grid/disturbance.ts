// Ways in which events go wrong between the storage account and the subscriber, for tests and demonstrations. Event
// Grid itself promises only "at least once, in any order"; the rest is what a subscriber has to survive.

import type { BlobCreatedEvent } from './blob-created.ts';

/** Called once per event; calls `pass` for everything that is to be delivered, at once or later. */
export type Disturbance = (event: BlobCreatedEvent, pass: (event: BlobCreatedEvent) => void) => void;

export const undisturbed: Disturbance = (event, pass) => pass(event);

export const dropEvents: Disturbance = () => undefined;

export const doubleEvents: Disturbance = (event, pass) => {
  pass(event);
  pass(event);
};

export const delayEvents =
  (ms: number): Disturbance =>
  (event, pass) => {
    setTimeout(() => pass(event), ms).unref();
  };

/** Holds `count` events back and then passes them last first. */
export const reverseEvents = (count: number): Disturbance => {
  const held: BlobCreatedEvent[] = [];
  return (event, pass) => {
    held.push(event);
    if (held.length < count) return;
    for (const late of held.splice(0).reverse()) pass(late);
  };
};

/** Lets the event name another blob than the one that was written. */
export const forgeEvents =
  (subject: (original: string) => string): Disturbance =>
  (event, pass) =>
    pass({ ...event, subject: subject(event.subject) });
