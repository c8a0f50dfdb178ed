// Delivers events to one webhook as Event Grid does: the validation handshake first, then one event per request
// (batching is off by default), at least once, retried by the service's schedule.

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobCreatedEvent } from './blob-created.ts';
import { judgeAttempt } from './retry-schedule.ts';

/** Event Grid waits this long for a response. */
const RESPONSE_TIMEOUT_MS = 30_000;

export interface DeliveryOptions {
  readonly webhook: string;
  /** Multiplies every wait of the retry schedule; 1 is what Azure does. */
  readonly timeScale: number;
  readonly signal: AbortSignal;
}

export type DeliveryOutcome = 'delivered' | 'dead-lettered' | 'stopped';

const post = async (
  options: DeliveryOptions,
  eventType: string,
  body: unknown,
): Promise<{ readonly status: number; readonly text: string } | undefined> => {
  try {
    const response = await fetch(options.webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'aeg-event-type': eventType },
      body: JSON.stringify(body),
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(RESPONSE_TIMEOUT_MS)]),
    });
    return { status: response.status, text: await response.text() };
  } catch {
    // No answer (refused, reset, too slow) is an ordinary outcome here: the schedule decides what follows.
    return undefined;
  }
};

const wait = async (options: DeliveryOptions, ms: number): Promise<void> => {
  await sleep(ms * options.timeScale, undefined, { signal: options.signal }).catch(() => undefined);
};

/** Proves that the endpoint wants the events; keeps asking until it does. True once it echoed the code. */
export const shakeHands = async (options: DeliveryOptions, topic: string): Promise<boolean> => {
  while (!options.signal.aborted) {
    const validationCode = randomUUID();
    const answer = await post(options, 'SubscriptionValidation', [
      {
        id: randomUUID(),
        topic,
        subject: '',
        eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
        eventTime: new Date().toISOString(),
        data: { validationCode },
        dataVersion: '1',
        metadataVersion: '1',
      },
    ]);
    if (answer?.status === 200 && echoed(answer.text) === validationCode) return true;
    await wait(options, 10_000);
  }
  return false;
};

const echoed = (text: string): unknown => {
  try {
    return (JSON.parse(text) as { validationResponse?: unknown }).validationResponse;
  } catch {
    return undefined;
  }
};

export const deliver = async (
  options: DeliveryOptions,
  event: BlobCreatedEvent,
  onAttempt: () => void,
): Promise<DeliveryOutcome> => {
  for (let attempt = 1; !options.signal.aborted; attempt += 1) {
    onAttempt();
    const answer = await post(options, 'Notification', [event]);
    const verdict = judgeAttempt(answer?.status, attempt);
    if (verdict.kind === 'delivered') return 'delivered';
    if (verdict.kind === 'dead-letter') return 'dead-lettered';
    await wait(options, verdict.afterMs);
  }
  return 'stopped';
};
