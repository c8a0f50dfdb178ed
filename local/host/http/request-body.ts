// Reads whole request bodies, up to the host's limit.

import type { IncomingMessage } from 'node:http';

/** The host's limit unless FUNCTIONS_REQUEST_BODY_SIZE_LIMIT sets another. */
const DEFAULT_BODY_LIMIT = 104_857_600;

/** The body, or `too-large` when it is longer than `limit`; the rest of such a body is left unread. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | 'too-large'> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return 'too-large';
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) return 'too-large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function bodyLimit(setting: string | undefined): number {
  const number = Number(setting);
  return setting !== undefined && Number.isSafeInteger(number) && number > 0 ? number : DEFAULT_BODY_LIMIT;
}
