// Copies a blob by Copy Blob, which the service carries out in its own time and this waits for. Only for the emulator,
// which has done it when it answers: the real service promises no speed and takes no bearer token for the source.

import type { CopyResult } from '../../ports/object-store.ts';
import { storeError } from '../../ports/object-store.ts';
import { quoted, unquoted } from './blob-properties.ts';
import type { Copy } from './copy-task.ts';
import { sourceAddress, targetClient, targetConditions } from './copy-task.ts';
import { readSourceProperties } from './source-properties.ts';

const POLL_INTERVAL_MS = 500;

export const copyInBackground: Copy = async (task): Promise<CopyResult> => {
  const { request } = task;
  const { tags, requests } = await readSourceProperties(task);
  const { url } = await sourceAddress(task);
  const poller = await targetClient(task).beginCopyFromURL(url, {
    intervalInMs: POLL_INTERVAL_MS,
    conditions: targetConditions(task),
    sourceConditions: { ifMatch: quoted(request.sourceEtag) },
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
    ...(request.tier === undefined ? {} : { tier: request.tier }),
  });
  const answer = await poller.pollUntilDone().catch((error: unknown) => {
    throw endedAsFailed(error) ? failedCopy(request.source.name, error) : error;
  });
  return { etag: unquoted(answer.etag), requests: requests + 1 };
};

/** The service's refusals and the network's failures have names of their own. */
const endedAsFailed = (error: unknown): error is Error => error instanceof Error && error.name === 'Error';

const failedCopy = (name: string, { message }: Error) =>
  storeError('unavailable', `The copy of ${name} did not end well: ${message}`);
