// A simulated Azure in a folder: what exists as one document, replaced whole; the content of volumes as tables of blocks
// beside it. Written in the order blocks, tables, document, so that a process may be killed between any two of them.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BlockContent } from '../../../src/memory/cloud/block-content.ts';
import type { CloudSettings, CloudState } from '../../../src/memory/cloud/cloud.ts';
import { Cloud } from '../../../src/memory/cloud/cloud.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { BlockFile } from './block-file.ts';

export interface CloudFolder {
  readonly cloud: Cloud;
  /** Returns when the cloud is on disk as it is now; outlives the process, but not a power cut. */
  save(): void;
  close(): void;
}

export interface CloudFolderOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** Of a cloud that is new. */
  readonly settings?: Partial<CloudSettings>;
}

/** In the document where a content was. */
interface StoredContent {
  readonly sizeBytes: number;
  readonly table: string;
}

type Table = readonly (readonly [block: number, hash: string])[];

const STATE = 'azure.json';
const TABLES = 'tables';

export const openCloudFolder = ({ folder, clock, settings = {} }: CloudFolderOptions): CloudFolder => {
  mkdirSync(join(folder, TABLES), { recursive: true, mode: 0o700 });
  const blocks = new BlockFile(join(folder, 'blocks.bin'));
  const tables = new TableFiles(join(folder, TABLES), blocks);
  const path = join(folder, STATE);
  const cloud = existsSync(path) ? Cloud.from(readState(path, tables), clock) : new Cloud(clock, settings);
  blocks.tidy(tables.blocksOf(cloud.state()));
  let saved = '';
  const save = (): void => {
    const used = new Set<string>();
    const text = JSON.stringify(cloud.state(), (_key, value: unknown) => {
      if (!(value instanceof BlockContent)) return value;
      const table = tables.keep(value);
      used.add(table);
      return { sizeBytes: value.sizeBytes, table } satisfies StoredContent;
    });
    if (text === saved) return;
    replaceFile(path, text);
    saved = text;
    tables.keepOnly(used);
  };
  return { cloud, save, close: () => blocks.close() };
};

const readState = (path: string, tables: TableFiles): CloudState =>
  JSON.parse(readFileSync(path, 'utf8'), (key, value: unknown) =>
    isStoredContent(key, value) ? tables.read(value) : value,
  ) as CloudState;

/** A tag may have this name too. */
const isStoredContent = (key: string, value: unknown): value is StoredContent =>
  key === 'content' && typeof value === 'object' && value !== null;

const isUnfinished = (name: string): boolean => name.endsWith('.next');

const replaceFile = (path: string, text: string): void => {
  writeFileSync(`${path}.next`, text, { mode: 0o600 });
  renameSync(`${path}.next`, path);
};

/** Tables of blocks, each a file under its own hash. */
class TableFiles {
  readonly #folder: string;
  readonly #blocks: BlockFile;
  readonly #known = new WeakMap<BlockContent, { readonly changes: number; readonly table: string }>();
  readonly #written: Set<string>;

  constructor(folder: string, blocks: BlockFile) {
    this.#folder = folder;
    this.#blocks = blocks;
    const names = readdirSync(folder);
    for (const name of names.filter(isUnfinished)) rmSync(join(folder, name));
    this.#written = new Set(names.filter((name) => !isUnfinished(name)));
  }

  keep(content: BlockContent): string {
    const known = this.#known.get(content);
    if (known?.changes === content.changes && this.#written.has(known.table)) return known.table;
    const text = JSON.stringify(this.#tableOf(content));
    const table = createHash('sha256').update(text).digest('hex');
    if (!this.#written.has(table)) replaceFile(join(this.#folder, table), text);
    this.#written.add(table);
    this.#known.set(content, { changes: content.changes, table });
    return table;
  }

  read({ sizeBytes, table }: StoredContent): BlockContent {
    const entries = JSON.parse(readFileSync(join(this.#folder, table), 'utf8')) as Table;
    return new BlockContent(
      sizeBytes,
      new Map(entries.map(([block, hash]) => [block, this.#blocks.get(hash)])),
    );
  }

  keepOnly(used: ReadonlySet<string>): void {
    for (const table of [...this.#written]) {
      if (used.has(table)) continue;
      rmSync(join(this.#folder, table), { force: true });
      this.#written.delete(table);
    }
  }

  blocksOf({ volumes, volumeSnapshots, diskSnapshots, disks }: CloudState): ReadonlySet<string> {
    const hashes = new Set<string>();
    for (const { content } of [...volumes, ...volumeSnapshots, ...diskSnapshots, ...disks]) {
      for (const [, hash] of this.#tableOf(content)) hashes.add(hash);
    }
    return hashes;
  }

  #tableOf(content: BlockContent): Table {
    return content.entries().map(([block, bytes]) => [block, this.#blocks.keep(bytes)] as const);
  }
}
