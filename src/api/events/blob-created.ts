// Microsoft.Storage.BlobCreated as Event Grid delivers it, in its own schema or as a CloudEvent: which blob of which
// account it names.

import * as z from 'zod';
import { parseStorageAccountId } from '../arm/resource-id.ts';

export interface BlobCreatedEvent {
  /** ARM resource ID. */
  readonly accountId: string;
  readonly container: string;
  readonly blob: string;
}

const created = 'Microsoft.Storage.BlobCreated';

const envelope = z.union([
  z
    .looseObject({ eventType: z.literal(created), topic: z.string(), subject: z.string() })
    .transform(({ topic, subject }) => ({ account: topic, subject })),
  z
    .looseObject({ type: z.literal(created), source: z.string(), subject: z.string() })
    .transform(({ source, subject }) => ({ account: source, subject })),
]);

const blobSubject = /^\/blobServices\/default\/containers\/([^/]+)\/blobs\/(.+)$/s;

/** undefined for anything else, however it came here. */
export function parseBlobCreated(event: unknown): BlobCreatedEvent | undefined {
  const parsed = envelope.safeParse(event);
  if (!parsed.success) return undefined;
  const account = parseStorageAccountId(parsed.data.account);
  const [, container, blob] = blobSubject.exec(parsed.data.subject) ?? [];
  if (account === undefined || container === undefined || blob === undefined) return undefined;
  return { accountId: account.id, container, blob };
}
