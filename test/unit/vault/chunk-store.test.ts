// Chunks on storage: verified when read, written once, fetched once; and the manifest written from leaves.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { greatestLeaf } from '../../../src/domain/manifest/boundary.ts';
import type { Leaf, LeafRef } from '../../../src/domain/manifest/chunk.ts';
import type { ManifestEntry } from '../../../src/domain/manifest/entry.ts';
import { entries, leafRefs, readNode } from '../../../src/domain/manifest/walk.ts';
import type { ChunkStore } from '../../../src/vault/chunk-store.ts';
import { chunkBlob } from '../../../src/vault/layout.ts';
import { sealManifest, writeLeaf } from '../../../src/vault/manifest-writer.ts';
import { isVaultError } from '../../../src/vault/vault-error.ts';
import { cutLeaves, syntheticEntries } from '../../support/manifest-fixture.ts';
import type { VaultFixture } from '../../support/vault-fixture.ts';
import { dataAccountId, vaultFixture } from '../../support/vault-fixture.ts';

let fixture: VaultFixture;
beforeEach(async () => {
  fixture = vaultFixture();
  await fixture.vault.prepareDataAccount(dataAccountId);
});

const oneLeaf = (): Leaf => {
  const [leaf] = cutLeaves(syntheticEntries('docs', 10));
  if (leaf === undefined) throw new Error('No leaf');
  return leaf;
};

describe('a chunk', () => {
  test('is written once and comes back', async () => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const named = chunks.name(oneLeaf());
    expect(await chunks.writeIfAbsent(named)).toBe('written');
    expect(await chunks.writeIfAbsent(named)).toBe('present');
    expect(await chunks.read(named.hash)).toEqual(oneLeaf());
    expect(chunks.counts()).toEqual({ written: 1, present: 1, read: 1 });
    expect((await fixture.data.listBlobs('chunks')).items.map(({ name }) => name)).toEqual([
      `${named.hash.slice(0, 2)}/${named.hash}`,
    ]);
  });

  test('asked for by many at once is fetched once', async () => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const { hash } = await writeLeaf(chunks, oneLeaf());
    const found = await Promise.all(Array.from({ length: 10 }, () => chunks.read(hash)));
    expect(found).toEqual(Array.from({ length: 10 }, oneLeaf));
    expect(chunks.counts().read).toBe(1);
  });

  test('that is missing is an error of its own, and is asked for again next time', async () => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const named = chunks.name(oneLeaf());
    const error: unknown = await chunks.read(named.hash).catch((e: unknown) => e);
    expect(isVaultError(error) && [error.code, error.blob]).toEqual([
      'VaultDataMissing',
      `chunks/${chunkBlob.build(named.hash)}`,
    ]);
    await chunks.writeIfAbsent(named);
    expect(await chunks.read(named.hash)).toEqual(oneLeaf());
  });

  test.each([
    ['not compressed', (text: string) => Buffer.from(text)],
    ['cut short', (text: string) => gzipSync(text).subarray(0, -9)],
    ['of another content', (text: string) => gzipSync(text.replace('part-00000001', 'part-00000002'))],
    ['empty', () => new Uint8Array()],
  ])('%s is refused and named', async (_, damage) => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const { hash, text } = chunks.name(oneLeaf());
    await fixture.data.write('chunks', chunkBlob.build(hash), damage(text));
    const error: unknown = await chunks.read(hash).catch((e: unknown) => e);
    expect(isVaultError(error) && [error.code, error.blob]).toEqual([
      'VaultDocumentDamaged',
      `chunks/${chunkBlob.build(hash)}`,
    ]);
  });

  test.each([
    '{"version":2,"kind":"leaf"}',
    '{"version":1,"kind":"branch"}',
    '{"version":1,"kind":"leaf"}',
    '[]',
    'x',
  ])('that says %s is refused, though its hash is right', async (text) => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const hash = createHash('sha256').update(text).digest('hex');
    await fixture.data.write('chunks', chunkBlob.build(hash), gzipSync(text));
    await expect(chunks.read(hash)).rejects.toMatchObject({ code: 'VaultDocumentDamaged' });
  });
});

const writeLeaves = async (chunks: ChunkStore, leaves: readonly Leaf[]): Promise<LeafRef[]> => {
  const refs: LeafRef[] = [];
  for (const leaf of leaves) refs.push(await writeLeaf(chunks, leaf));
  return refs;
};

describe('a manifest', () => {
  const all = ['alpha', 'beta'].flatMap((container) => syntheticEntries(container, 5000));

  test('is sealed from leaves in any order, and read back whole', async () => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const refs = await writeLeaves(chunks, cutLeaves(all).toReversed());
    const sealed = await sealManifest(chunks, refs);
    expect(sealed).toMatchObject({
      blobs: all.length,
      bytes: all.reduce((sum, { size }) => sum + size, 0),
      containers: [
        { name: 'alpha', blobs: 5000 },
        { name: 'beta', blobs: 5000 },
      ],
    });
    const found: ManifestEntry[] = [];
    for await (const entry of entries(fixture.vault.chunks(dataAccountId), sealed.root)) found.push(entry);
    expect(found).toEqual(all);
  });

  test('equal to the one before costs no write, and sealed again gives the same root', async () => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const refs = await writeLeaves(chunks, cutLeaves(all));
    const first = await sealManifest(chunks, refs);
    const again = fixture.vault.chunks(dataAccountId);
    expect(await sealManifest(again, refs, first.root)).toEqual(first);
    expect(again.counts()).toEqual({ read: 0, written: 0, present: 0 });
    expect(await sealManifest(again, refs)).toEqual(first);
    expect(again.counts().written).toBe(0);
  });

  test('writes no index node that the manifest before has, and reads only what tells them', async () => {
    // Full leaves end where they are, so that none has to be there to be read; so many make three levels.
    const leaves = Array.from({ length: 40_000 }, (_, at): LeafRef => {
      const name = String(at).padStart(5, '0');
      return {
        hash: name.padStart(64, '0'),
        container: 'alpha',
        first: name,
        last: `${name}z`,
        entries: greatestLeaf,
        bytes: 1,
      };
    });
    const before = await sealManifest(fixture.vault.chunks(dataAccountId), leaves);
    const { level } = await readNode(fixture.vault.chunks(dataAccountId), before.root);
    expect(level).toBe(3);
    const changed = leaves.with(20_000, { ...(leaves[20_000] as LeafRef), hash: 'f'.repeat(64) });
    const chunks = fixture.vault.chunks(dataAccountId);
    const after = await sealManifest(chunks, changed, before.root);
    const { children } = await readNode(fixture.vault.chunks(dataAccountId), before.root);
    expect(chunks.counts()).toEqual({ written: level, present: 0, read: 1 + children.length });
    const hashes: string[] = [];
    for await (const { hash } of leafRefs(fixture.vault.chunks(dataAccountId), after.root)) hashes.push(hash);
    expect(hashes).toEqual(changed.map(({ hash }) => hash));
    const anew = fixture.vault.chunks(dataAccountId);
    expect(await sealManifest(anew, changed)).toEqual(after);
    expect(anew.counts().written).toBe(0);
  });

  test('of leaves that overlap is refused before anything is written', async () => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const parts = [all.slice(0, 100), all.slice(50, 150)].flatMap(cutLeaves);
    const refs = await writeLeaves(chunks, parts);
    await expect(sealManifest(chunks, refs)).rejects.toThrow('Out of order in alpha');
    expect(chunks.counts().written).toBe(parts.length);
  });

  test('of nothing has a root that can be read', async () => {
    const chunks = fixture.vault.chunks(dataAccountId);
    const sealed = await sealManifest(chunks, []);
    expect(sealed).toMatchObject({ blobs: 0, bytes: 0, containers: [] });
    expect(await chunks.read(sealed.root)).toEqual({ kind: 'index', level: 1, children: [] });
  });
});
