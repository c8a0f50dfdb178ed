// Copies a container as a backup does: page by page, 32 copies at a time, each under the ETag that was listed.

import type { ObjectStore } from '../../src/ports/object-store.ts';

/** HOLDFAST_COPY_CONCURRENCY's default. */
const CONCURRENCY = 32;

async function* listedBlobs(source: ObjectStore, container: string) {
  let continuation: string | undefined;
  do {
    const page = await source.listBlobs(container, continuation === undefined ? {} : { continuation });
    yield* page.items;
    continuation = page.continuation;
  } while (continuation !== undefined);
}

export const copyContainer = async (
  source: ObjectStore,
  target: ObjectStore,
  container: string,
): Promise<{ readonly blobs: number; readonly bytes: number }> => {
  let blobs = 0;
  let bytes = 0;
  const listed = listedBlobs(source, container);
  const copyNext = async (): Promise<void> => {
    for (let next = await listed.next(); next.done !== true; next = await listed.next()) {
      const { name, etag, size, md5 } = next.value;
      await target.copyFrom({
        source: { store: source, container, name },
        sourceEtag: etag,
        size,
        ...(md5 === undefined ? {} : { sourceMd5: md5 }),
        target: { container, name },
        onlyIfAbsent: true,
      });
      blobs += 1;
      bytes += size;
    }
  };
  await target.createContainer(container);
  await Promise.all(Array.from({ length: CONCURRENCY }, copyNext));
  return { blobs, bytes };
};
