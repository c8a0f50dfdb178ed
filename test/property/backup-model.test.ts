// Against a model: whatever is written, changed and deleted between backups, every recovery point restores to exactly
// what the account held, and a backup copies only what is new. However slow, repeated or oddly ordered its steps are.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MemoryAccountOptions } from '../../src/memory/memory-account.ts';
import { contentsOf } from '../support/account-contents.ts';
import { accountId, Engine } from '../support/engine-fixture.ts';

type Edit =
  | { readonly kind: 'write'; readonly container: string; readonly from: number; readonly count: number }
  | { readonly kind: 'delete'; readonly container: string; readonly from: number; readonly count: number }
  | { readonly kind: 'drop'; readonly container: string };

const container = fc.constantFrom('alpha', 'beta', 'gamma');
const stretch = { container, from: fc.nat(2500), count: fc.integer({ min: 1, max: 1200 }) };
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), ...stretch }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), ...stretch }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const), container }) },
);
const story = fc.record({
  days: fc.array(fc.array(edit, { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
  order: fc.constantFrom<NonNullable<MemoryAccountOptions['listingOrder']>>('utf16', 'utf8', 'path'),
  lanes: fc.integer({ min: 1, max: 3 }),
  least: fc.constantFrom(50, 300, 20_000),
  msPerCall: fc.constantFrom(0, 20),
  twice: fc.boolean(),
});

/** Names whose order differs between UTF-16, UTF-8 and paths. */
const nameOf = (i: number): string => `${['dir', 'dir-b', 'dir/x', '\uFF21', '\u{1F600}'][i % 5]}/${i}`;

let version = 0;

const apply = ({ source }: Engine, change: Edit): void => {
  if (change.kind === 'drop') {
    source.containers.delete(change.container);
    return;
  }
  if (!source.containers.has(change.container)) source.createContainer(change.container);
  for (let i = change.from; i < change.from + change.count; i += 1) {
    // Only every third: stretches overlap without being equal.
    if (change.kind === 'delete') source.remove(change.container, nameOf(i));
    else if (i % 3 === version % 3) source.putText(change.container, nameOf(i), `version ${version}`);
  }
  version += 1;
};

const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): number =>
  [...after].filter(([name, etag]) => before.get(name) !== etag).length;

const etagsOf = ({ source }: Engine): ReadonlyMap<string, string> =>
  new Map(
    [...source.containers].flatMap(([name, { blobs }]) =>
      [...blobs].map(([blob, { etag }]) => [`${name}/${blob}`, etag] as const),
    ),
  );

test('every recovery point holds what the account held', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ days, order, lanes, least, msPerCall, twice }) => {
      const engine = await Engine.start({
        source: { listingOrder: order },
        copyConcurrency: 16,
        rangeSizes: { least, most: 10 * least },
      });
      engine.source.createContainer('always');
      engine.hook = () => {
        engine.time.now += msPerCall;
        return undefined;
      };
      const activity = async (name: string, input: object): Promise<object> => {
        if (!twice) return await engine.callActivity(name, input);
        return (
          (await Promise.all([engine.callActivity(name, input), engine.callActivity(name, input)]))[1] ?? {}
        );
      };
      const settings = { lanes, sliceSeconds: 10, pollSeconds: 30, markerDeadlineSeconds: 600 };
      const held = new Map<string, ReadonlyMap<string, string>>();
      let before: ReadonlyMap<string, string> = new Map();
      for (const edits of days) {
        for (const change of edits) apply(engine, change);
        const now = etagsOf(engine);
        const { job, point } = await engine.backUp({ settings }, { activity });
        expect(job).toMatchObject({
          status: 'Completed',
          backup: {
            blobs: now.size,
            copiedBlobs: changed(before, now),
            deletedBlobs: [...before.keys()].filter((name) => !now.has(name)).length,
          },
        });
        held.set(point?.id ?? '', contentsOf(engine.source));
        before = now;
      }
      for (const [id, contents] of held) {
        const targetAccountId = accountId('fresh');
        const target = engine.accounts.add(targetAccountId, { region: 'westeurope' });
        const { job } = await engine.restore(
          id,
          { targetAccountId, settings: { lanes, sliceSeconds: 10 } },
          { activity },
        );
        expect(job).toMatchObject({
          status: 'Completed',
          restore: { verified: contents.size, mismatched: 0 },
        });
        expect(contentsOf(target)).toEqual(contents);
      }
    }),
    { numRuns: 15 },
  );
});
