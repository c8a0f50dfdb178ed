// The blob service's rules for names and metadata, which the in-memory store enforces as the real one does.
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata

import { storeError } from '../ports/object-store.ts';

const CONTAINER_NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;
const SYSTEM_CONTAINERS: ReadonlySet<string> = new Set(['$root', '$web', '$logs', '$blobchangefeed']);
/** The only system containers that a client may create. */
const CREATABLE_SYSTEM_CONTAINERS: ReadonlySet<string> = new Set(['$root', '$web']);
const MAX_BLOB_NAME_LENGTH = 1024;
const LONE_SURROGATE = /\p{Surrogate}/u;
const METADATA_KEY = /^[A-Za-z_][A-Za-z0-9_]*$/;
const HEADER_VALUE = /^[\x20-\x7e]*$/;
/** Bytes of all keys and values. */
const MAX_METADATA_SIZE = 8 * 1024;

export const checkContainerName = (name: string): void => {
  if (!CONTAINER_NAME.test(name) && !SYSTEM_CONTAINERS.has(name)) {
    throw storeError('invalid-request', `Not a valid container name: ${name}`, {
      status: 400,
      serviceCode: 'InvalidResourceName',
    });
  }
};

export const checkCreatableContainerName = (name: string): void => {
  checkContainerName(name);
  if (name.startsWith('$') && !CREATABLE_SYSTEM_CONTAINERS.has(name)) {
    throw storeError('forbidden', `The service itself owns the container ${name}`, { status: 403 });
  }
};

export const checkBlobName = (name: string): void => {
  if (name.length < 1 || name.length > MAX_BLOB_NAME_LENGTH) {
    throw storeError(
      'invalid-request',
      `Blob names have 1 to ${MAX_BLOB_NAME_LENGTH} characters, not ${name.length}`,
      { status: 400, serviceCode: 'InvalidUri' },
    );
  }
  if (LONE_SURROGATE.test(name)) {
    throw storeError('invalid-request', 'The blob name holds half a surrogate pair and has no UTF-8 form', {
      status: 400,
    });
  }
};

/** The service takes a backslash for a slash. */
export const storedName = (name: string): string => name.replaceAll('\\', '/');

export const checkMetadata = (metadata: Readonly<Record<string, string>>): void => {
  let size = 0;
  for (const [key, value] of Object.entries(metadata)) {
    size += key.length + value.length;
    if (!METADATA_KEY.test(key) || !HEADER_VALUE.test(value)) {
      throw storeError('invalid-request', `Not valid as metadata: ${key}`, {
        status: 400,
        serviceCode: 'InvalidMetadata',
      });
    }
  }
  if (size > MAX_METADATA_SIZE) {
    throw storeError('invalid-request', `Metadata of ${size} bytes; the limit is ${MAX_METADATA_SIZE}`, {
      status: 400,
      serviceCode: 'MetadataTooLarge',
    });
  }
};
