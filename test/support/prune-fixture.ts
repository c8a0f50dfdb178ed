// Three recovery points to prune, each with something that no other one has; what is stored, and whether a point is
// whole, read past the workflows.

import { entries } from '../../src/domain/manifest/walk.ts';
import { vaultObjectBlob } from '../../src/vault/layout.ts';
import { accountId, Engine } from './engine-fixture.ts';
import { keepFor } from './policy-fixture.ts';

export interface PrunedWorld {
  readonly engine: Engine;
  /** Oldest first. */
  readonly ids: readonly string[];
  /** What each point must hold: content by `container/name`. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export const threePoints = async (): Promise<PrunedWorld> => {
  const engine = await Engine.start();
  await keepFor(engine.vault, 'P35D');
  const { source } = engine;
  source.createContainer('docs');
  source.putText('docs', 'kept', 'in all of them');
  source.putText('docs', 'first', 'only in the first');
  const states = new Map<string, ReadonlyMap<string, string>>();
  const backUp = async (): Promise<void> => {
    const { point } = await engine.backUp();
    states.set(point?.id ?? '', textsOf(engine));
  };
  await backUp();
  source.remove('docs', 'first');
  source.putText('docs', 'second', 'only in the second');
  await backUp();
  source.remove('docs', 'second');
  source.putText('docs', 'third', 'only in the third');
  await backUp();
  return { engine, ids: [...states.keys()], states };
};

const textsOf = ({ source }: Engine): ReadonlyMap<string, string> => {
  const names = [...(source.containers.get('docs')?.blobs.keys() ?? [])];
  return new Map(names.map((name) => [`docs/${name}`, source.text('docs', name) ?? '']));
};

/** Every entry of a point's manifest with what the vault holds for it. Rejects where a chunk is missing. */
const contentOf = async (engine: Engine, id: string): Promise<ReadonlyMap<string, string | undefined>> => {
  const point = await engine.vault.recoveryPoints.get('contoso', id);
  if (point === undefined) throw new Error(`No recovery point ${id}`);
  const content = new Map<string, string | undefined>();
  const chunks = engine.vault.chunks(accountId('data'));
  for await (const { container, name, etag } of entries(chunks, point.manifestRoot))
    content.set(
      `${container}/${name}`,
      engine.data.text('objects', vaultObjectBlob.build(container, name, etag)),
    );
  return content;
};

export const pointIds = async (engine: Engine): Promise<readonly string[]> =>
  (await engine.vault.recoveryPoints.all('contoso')).map(({ id }) => id).sort();

/** Whatever happens, every point that has a record is whole. */
export const brokenPoints = async ({ states }: PrunedWorld, engine: Engine): Promise<readonly string[]> => {
  const broken: string[] = [];
  for (const id of await pointIds(engine)) {
    const found = await contentOf(engine, id).catch((error: unknown) => String(error));
    const expected = states.get(id) ?? new Map();
    if (typeof found === 'string') broken.push(`${id}: ${found}`);
    else if (JSON.stringify([...found]) !== JSON.stringify([...expected].sort()))
      broken.push(`${id}: ${JSON.stringify([...found])}`);
  }
  return broken;
};

/** Names are hashes and say nothing; counts do. */
export const stored = (engine: Engine) => ({
  points: catalogued(engine, /^recovery-points\//).length,
  objects: engine.data.containerOf('objects').blobs.size,
  chunks: engine.data.containerOf('chunks').blobs.size,
});

export const catalogued = (engine: Engine, pattern: RegExp): readonly string[] =>
  [...engine.control.containerOf('holdfast-vault').blobs.keys()].filter((name) => pattern.test(name));

/** What a prune leaves of itself: nothing. */
export const leftovers = (engine: Engine): readonly string[] =>
  catalogued(engine, /^(prunes|deletions|locks|pins)\//);

export const bytesStored = (engine: Engine): number =>
  ['objects', 'chunks'].reduce(
    (sum, container) =>
      [...engine.data.containerOf(container).blobs.values()].reduce(
        (all, { bytes }) => all + bytes.length,
        sum,
      ),
    0,
  );
