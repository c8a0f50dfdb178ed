// The vault outlives the app: what a backup stored is read back by a program that knows docs/vault-format.md only.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BlobState } from '../../local/demo/blob-state.ts';
import { keyOf, sha256 } from '../../local/demo/blob-state.ts';
import { oddBlobs } from '../../local/demo/odd-blobs.ts';
import type { ChunkReader } from '../../src/domain/manifest/chunk.ts';
import { leafRefs, seek } from '../../src/domain/manifest/walk.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { unpackChunk } from '../../src/vault/chunk-packing.ts';
import {
  chunkBlob,
  chunksContainer,
  defaultControlContainer,
  objectsContainer,
  recoveryPointBlob,
  vaultObjectBlob,
} from '../../src/vault/layout.ts';
import type { TestApp } from '../support/app.ts';
import { readJson, startTestApp } from '../support/app.ts';
import { backUp, fill, protect } from '../support/backup-steps.ts';

const PROGRAM = fileURLToPath(new URL('../../tools/read-vault.mjs', import.meta.url));
const INSTANCE = 'kept';

interface Restored {
  readonly files: readonly { readonly container: string; readonly name: string; readonly file: string }[];
  readonly failures: readonly Lost[];
}

/** A blob, or all from a name to a name. */
interface Lost {
  readonly container: string;
  readonly name?: string;
  readonly from?: string;
  readonly to?: string;
}

const namesOf = (lost: readonly Lost[]): string[] =>
  lost.map(({ container, name, from, to }) => `${container}/${name ?? `${from} to ${to}`}`).sort();

let app: TestApp;
let folder: string;
let expected: ReadonlyMap<string, BlobState>;
let points: readonly string[];

beforeAll(async () => {
  app = await startTestApp();
  folder = mkdtempSync(join(tmpdir(), 'holdfast-read-'));
  const source = app.newAccount();
  const odd = Object.fromEntries(oddBlobs().map((blob) => [keyOf(blob), blob.content]));
  const awkward = { 'paths/a': 'file', 'paths/a/b': 'below it', 'paths//z/': 'empty' };
  const many = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`many/${i}`, `content ${i}`]));
  const first = await fill(source, { ...odd, ...awkward, ...many });
  await protect(app, INSTANCE, source);
  await backUp(app, INSTANCE);
  const changed = await fill(source, { 'many/7': 'changed' });
  await backUp(app, INSTANCE);
  expected = new Map([...first, ...changed]);
  points = (await app.vault.recoveryPoints(INSTANCE)).map(({ id }) => id).sort();
  await app.kill();
});
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: string[]): Promise<{ readonly code: number; readonly output: string }> =>
  new Promise((resolve) => {
    const endpoint = `${app.azurite.blobEndpoint}/{account}`;
    const keys = app.azurite.accounts.map(({ name, key }) => `${name}:${key}`).join(';');
    execFile(
      process.execPath,
      [PROGRAM, ...args, '--control', app.control.name, '--endpoint', endpoint],
      { env: { ...process.env, VAULT_ACCOUNT_KEYS: keys } },
      (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : 0;
        resolve({ code, output: stdout + stderr });
      },
    );
  });

const restore = async (
  point: string,
  to: string,
  ...containers: string[]
): Promise<Restored & { code: number }> => {
  const chosen = containers.flatMap((name) => ['--container', name]);
  const { code } = await run('restore', '--instance', INSTANCE, '--point', point, '--to', to, ...chosen);
  return { code, ...(JSON.parse(readFileSync(join(to, '_restored.json'), 'utf8')) as Restored) };
};

test('lists the recovery points', async () => {
  const { code, output } = await run('points', '--instance', INSTANCE);
  expect(code).toBe(0);
  expect(
    output
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).slice(0, 2)),
  ).toEqual(points.map((id) => [INSTANCE, id]));
});

test('reads every blob of a recovery point back, whatever its name', async () => {
  const to = join(folder, 'all');
  const { code, files, failures } = await restore(points[1] ?? '', to);
  expect({ code, failures }).toEqual({ code: 0, failures: [] });
  expect(files.map(keyOf).sort()).toEqual([...expected.keys()].sort());
  for (const one of files) {
    expect(join(to, one.file).startsWith(`${to}/`), one.file).toBe(true);
    expect(sha256(readFileSync(join(to, one.file))), keyOf(one)).toBe(expected.get(keyOf(one))?.sha256);
  }
});

test('reads one container of an earlier recovery point back', async () => {
  const to = join(folder, 'one');
  const { code, files } = await restore(points[0] ?? '', to, 'many');
  expect(code).toBe(0);
  expect(files).toHaveLength(150);
  expect(readFileSync(join(to, 'many/7'), 'utf8')).toBe('content 7');
});

test('names what is lost with a missing object and a damaged chunk, and restores the rest', async () => {
  const { account } = await app.dataAccountOf(INSTANCE);
  const objects = account.service.getContainerClient(objectsContainer);
  const chunks = account.service.getContainerClient(chunksContainer);
  const reader: ChunkReader = {
    read: async (hash) => {
      const bytes = await chunks.getBlobClient(chunkBlob.build(hash)).downloadToBuffer();
      return (await unpackChunk(hash, hash, bytes)).chunk;
    },
  };
  const record = recoveryPointBlob.build({ instance: INSTANCE, recoveryPoint: points[1] ?? '' });
  const { manifestRoot } = (await readJson(app.control, defaultControlContainer, record)) as RecoveryPoint;

  const blob = await seek(reader, manifestRoot, { container: 'many', name: '9' });
  if (blob === undefined) throw new Error('many/9 is not in the manifest');
  await objects.deleteBlob(vaultObjectBlob.build(blob.container, blob.name, blob.etag));
  const lost = await restore(points[1] ?? '', join(folder, 'lost'), 'many');
  expect(lost.code).toBe(1);
  expect(namesOf(lost.failures)).toEqual(['many/9']);
  expect(lost.files).toHaveLength(149);

  for await (const { hash } of leafRefs(reader, manifestRoot, { container: 'paths' }))
    await chunks.getBlockBlobClient(chunkBlob.build(hash)).uploadData(Buffer.from('damaged'));
  const damaged = await restore(points[1] ?? '', join(folder, 'damaged'));
  expect(damaged.code).toBe(1);
  expect(namesOf(damaged.failures)).toEqual(['many/9', 'paths//z/ to a/b']);
  expect(damaged.files).toHaveLength(expected.size - 4);
});

test('says so when there is no such recovery point', async () => {
  const to = join(folder, 'none');
  const { code, output } = await run(
    'restore',
    '--instance',
    INSTANCE,
    '--point',
    '20000101T000000Z',
    '--to',
    to,
  );
  expect(code).toBe(1);
  expect(output).toContain('no recovery point 20000101T000000Z');
});
