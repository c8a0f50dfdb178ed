// URLs of containers and blobs. A blob's name is any text; here is decided how it becomes a path that no URL parser on
// the way changes.

import { storeError } from '../../ports/object-store.ts';

/** The service's limit. Whether it counts UTF-16 units or whole characters it does not say; this lets both pass. */
const MAX_NAME_LENGTH = 1024;

const isTooLong = (name: string): boolean =>
  name.length > MAX_NAME_LENGTH && [...name].length > MAX_NAME_LENGTH;

const isDotSegment = (segment: string): boolean => segment === '.' || segment === '..';

const encodeText = (text: string): string => {
  try {
    return encodeURIComponent(text);
  } catch (cause) {
    throw storeError('invalid-request', 'The name holds half a surrogate pair and has no UTF-8 form', {
      cause,
    });
  }
};

/**
 * Slashes stay readable, except beside a `.` or `..` segment: URL parsers would resolve it, and the request would reach
 * another blob.
 */
const encodeBlobName = (name: string): string => {
  if (name === '' || isDotSegment(name)) {
    throw storeError('invalid-request', `No URL can address a blob named '${name}'`);
  }
  if (isTooLong(name)) {
    throw storeError('invalid-request', `A blob's name has at most ${MAX_NAME_LENGTH} characters`);
  }
  const segments = name.split('/');
  return segments.map(encodeText).join(segments.some(isDotSegment) ? '%2F' : '/');
};

/** `accountUrl` has no slash at its end. */
export const containerUrl = (accountUrl: string, container: string): string =>
  `${accountUrl}/${encodeText(container)}`;

export const blobUrl = (accountUrl: string, container: string, name: string): string =>
  `${containerUrl(accountUrl, container)}/${encodeBlobName(name)}`;
