// What the stand-in has delivered, kept over restarts: one JSON file, replaced whole. Losing it costs only doubled
// events, which "at least once" allows.

import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface DeliveredFile {
  etag(blob: string): string | undefined;
  record(blob: string, etag: string): void;
  /** Forgets blobs that are no longer there. */
  keepOnly(prefix: string, blobs: ReadonlySet<string>): void;
}

export const openDeliveredFile = (path: string | undefined): DeliveredFile => {
  const delivered = new Map<string, string>(Object.entries(path === undefined ? {} : load(path)));
  const save = (): void => {
    if (path === undefined) return;
    const next = `${path}.next`;
    writeFileSync(next, JSON.stringify({ version: 1, delivered: Object.fromEntries(delivered) }));
    renameSync(next, path);
  };
  return {
    etag: (blob) => delivered.get(blob),
    record: (blob, etag) => {
      delivered.set(blob, etag);
      save();
    },
    keepOnly: (prefix, blobs) => {
      const gone = [...delivered.keys()].filter((blob) => blob.startsWith(prefix) && !blobs.has(blob));
      for (const blob of gone) delivered.delete(blob);
      if (gone.length > 0) save();
    },
  };
};

const load = (path: string): Readonly<Record<string, string>> => {
  try {
    const parsed = JSON.parse(readFileSync(path, 'utf8')) as { delivered?: Record<string, string> };
    return parsed.delivered ?? {};
  } catch {
    // Absent at the first start; a torn file only means that some events are delivered again.
    return {};
  }
};
