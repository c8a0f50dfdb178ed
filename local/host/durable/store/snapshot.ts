// Snapshots: every instance as one line, in a file that a rename makes visible whole or not at all.

import { promises as fs, writeSync } from 'node:fs';
import path from 'node:path';
import type { HistoryEvent } from '../history/events.ts';
import type { RuntimeStatus } from '../runtime-status.ts';
import { isFinal } from '../runtime-status.ts';
import { History, Instance } from './instance.ts';
import { formatLine, readLines } from './journal-line.ts';
import type { Generation, OpenActivity, OpenTimer } from './records.ts';
import type { WriteFaults } from './write-faults.ts';

interface SavedInstance {
  readonly id: string;
  readonly starts: number;
  readonly generation: Generation;
  readonly status: RuntimeStatus;
  readonly output?: string;
  readonly customStatus: string | null;
  readonly updatedAt: string;
  readonly inbox: readonly HistoryEvent[];
  readonly activities: readonly OpenActivity[];
  readonly timers: readonly OpenTimer[];
  /** Base64 of the deflated events, for finished instances. */
  readonly packed?: string;
  readonly history?: readonly HistoryEvent[];
}

const CHUNK_BYTES = 256 * 1024;
const END = JSON.stringify({ end: true });

/** Instances as they are now. Finished ones are packed in memory on the way: nobody but a reader wants them again. */
export function captureLines(instances: Iterable<Instance>): string[] {
  const lines: string[] = [];
  for (const instance of instances) {
    const { id, starts, generation, status, output, customStatus, updatedAt, inbox } = instance;
    const saved: SavedInstance = {
      id,
      starts,
      generation,
      status,
      ...(output === undefined ? {} : { output }),
      customStatus,
      updatedAt,
      inbox,
      activities: [...instance.activities.values()],
      timers: [...instance.timers.values()],
      ...(isFinal(status) ? { packed: instance.history.pack().toString('base64') } : {}),
    };
    const head = JSON.stringify(saved);
    lines.push(isFinal(status) ? head : `${head.slice(0, -1)},"history":[${instance.history.text}]}`);
  }
  return lines;
}

export async function writeSnapshot(
  file: string,
  lines: readonly string[],
  faults: WriteFaults | undefined,
): Promise<number> {
  const draft = `${file}.tmp`;
  const handle = await fs.open(draft, 'w');
  let bytes = 0;
  try {
    for (const chunk of chunks([...lines, END])) {
      const content = Buffer.from(chunk);
      faults?.beforeWrite((length) => writeSync(handle.fd, content.subarray(0, length)), content.length);
      await handle.write(content);
      bytes += content.length;
      faults?.afterWrite();
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await fs.rename(draft, file);
  await syncFolder(path.dirname(file));
  return bytes;
}

function* chunks(lines: readonly string[]): Generator<string> {
  let chunk = '';
  for (const json of lines) {
    chunk += formatLine({ batch: 0, json });
    if (chunk.length >= CHUNK_BYTES) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

export async function readSnapshot(file: string): Promise<Instance[]> {
  const { lines } = readLines(await fs.readFile(file), file);
  if (lines.at(-1)?.json !== END) throw new Error(`${file} is not complete.`);
  return lines.slice(0, -1).map(({ json }) => restore(JSON.parse(json) as SavedInstance));
}

function restore(saved: SavedInstance): Instance {
  const instance = new Instance(saved.id, saved.generation, saved.starts);
  instance.status = saved.status;
  instance.output = saved.output;
  instance.customStatus = saved.customStatus;
  instance.updatedAt = saved.updatedAt;
  instance.inbox.push(...saved.inbox);
  for (const activity of saved.activities) instance.activities.set(activity.id, activity);
  for (const timer of saved.timers) instance.timers.set(timer.id, timer);
  if (saved.packed !== undefined) instance.history = History.ofPacked(Buffer.from(saved.packed, 'base64'));
  else instance.history.append(saved.history ?? []);
  return instance;
}

/** Makes names in a folder durable: files created or renamed there. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
