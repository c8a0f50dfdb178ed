// Walks a manifest that may be damaged: a chunk that cannot be read is told with the entries that are lost with it, and
// the walk goes on behind it.

import type { ChildRef, Chunk, Leaf } from '../manifest/chunk.ts';
import type { EntryKey } from '../manifest/entry.ts';
import { compareKeys } from '../manifest/entry.ts';

/** Rejects only for faults that may pass. Remembers what it read last. */
export type ReadOrProblem = (
  hash: string,
) => Promise<Chunk | { readonly kind: 'damaged'; readonly problem: string }>;

export type Surveyed =
  | { readonly kind: 'leaf'; readonly leaf: Leaf; readonly chunk: ChildRef }
  | { readonly kind: 'damaged'; readonly chunk: ChildRef; readonly problem: string };

/**
 * @param after entries up to this key are of no interest any more
 * @param isKnown chunks that are of no interest any more, with all below them
 */
export async function* survey(
  read: ReadOrProblem,
  root: ChildRef,
  after?: EntryKey,
  isKnown: (hash: string) => boolean = () => false,
): AsyncGenerator<Surveyed> {
  yield* surveyNode({ read, isKnown, after }, root, undefined);
}

interface Survey {
  readonly read: ReadOrProblem;
  readonly isKnown: (hash: string) => boolean;
  readonly after: EntryKey | undefined;
}

const lastKey = ({ lastContainer, lastName }: ChildRef): EntryKey => ({
  container: lastContainer,
  name: lastName,
});

async function* surveyNode(
  surveyed: Survey,
  ref: ChildRef,
  level: number | undefined,
): AsyncGenerator<Surveyed> {
  const { read, isKnown, after } = surveyed;
  if (isKnown(ref.hash)) return;
  const node = await read(ref.hash);
  const problem = node.kind === 'damaged' ? node.problem : misfit(node, ref, level);
  if (problem !== undefined) yield { kind: 'damaged', chunk: ref, problem };
  else if (node.kind === 'leaf') yield { kind: 'leaf', leaf: node, chunk: ref };
  else if (node.kind === 'index') {
    const children = node.children.filter(
      (child) => after === undefined || compareKeys(lastKey(child), after) > 0,
    );
    for (const [position, child] of children.entries()) {
      // The reader remembers: the next chunk is there when it is asked for. Its failure is met then.
      const next = children[position + 1];
      if (next !== undefined && !isKnown(next.hash)) void read(next.hash).catch(() => undefined);
      yield* surveyNode(surveyed, child, node.level - 1);
    }
  }
}

/** The hash is right; what else is wrong was written so. The root may be of any level above the leaves. */
const misfit = (chunk: Chunk, ref: ChildRef, level: number | undefined): string | undefined => {
  const found = chunk.kind === 'leaf' ? 0 : chunk.level;
  if (level === undefined) return found === 0 ? 'is a leaf where the root should be' : undefined;
  if (found !== level) return 'is of another level than the manifest says';
  const entries =
    chunk.kind === 'leaf'
      ? chunk.names.length
      : chunk.children.reduce((sum, child) => sum + child.entries, 0);
  return entries === ref.entries
    ? undefined
    : `has ${entries} entries where the manifest says ${ref.entries}`;
};
