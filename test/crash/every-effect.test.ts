// Every workflow, killed between any two of its effects, and disturbed at each of its storage calls. The steps are not
// listed anywhere: a clean run records them, so that a new effect is a new case. At the moment of death every invariant
// of docs/vault-format.md holds; then the run is taken up again, ends well, and leaves nothing behind.

import { describe, expect, test } from 'vitest';
import type { PortCall } from '../../src/memory/port-methods.ts';
import { traitsOf } from '../../src/memory/port-methods.ts';
import * as volumeBackup from '../../src/workflows/catalogue/volume-backup.ts';
import { volumePruneActivities } from '../../src/workflows/catalogue/volume-prune.ts';
import * as volumeRestore from '../../src/workflows/catalogue/volume-restore.ts';
import { activities } from '../../src/workflows/catalogue.ts';
import { contentsOf } from '../support/account-contents.ts';
import type { Engine } from '../support/engine-fixture.ts';
import { accountId } from '../support/engine-fixture.ts';
import { dieBeforeEffect, failAt } from '../support/failing-calls.ts';
import { VaultInvariants } from '../support/invariants.ts';
import type { RunOptions } from '../support/replay.ts';
import type { Scenario } from './scenarios.ts';
import { scenarios } from './scenarios.ts';

const isEffect = (call: PortCall): boolean => traitsOf(call).kind === 'acts';

/** Watches the vault of an engine, and knows the blobs of its source as they are now. */
const watch = (engine: Engine): VaultInvariants => {
  const blobs = [...engine.source.containers.values()].flatMap((container) => [...container.blobs.values()]);
  const byEtag = new Map(blobs.map((blob) => [blob.etag, blob]));
  const invariants = new VaultInvariants({
    accounts: engine.accounts,
    controlAccountId: accountId('control'),
    contentOf: (_, { etag }) => byEtag.get(etag),
  });
  invariants.check();
  return invariants;
};

interface CleanRun {
  readonly prepared: Engine;
  readonly calls: readonly PortCall[];
  readonly activities: ReadonlySet<string>;
}

const runClean = async ({ prepare, run }: Scenario): Promise<CleanRun> => {
  const prepared = await prepare();
  const engine = prepared.copy();
  const invariants = watch(engine);
  const calls: PortCall[] = [];
  const called = new Set<string>();
  engine.hook = (call) => {
    invariants.check();
    calls.push(call);
    return undefined;
  };
  await run(engine, {
    activity: (name, input) => {
      called.add(name);
      return engine.callActivity(name, input);
    },
  });
  engine.hook = () => undefined;
  invariants.checkAtRest();
  return { prepared, calls, activities: called };
};

const cleanRuns = new Map<Scenario, CleanRun>();
for (const scenario of scenarios) cleanRuns.set(scenario, await runClean(scenario));

const cleanRun = (scenario: Scenario): CleanRun => {
  const clean = cleanRuns.get(scenario);
  if (clean === undefined) throw new Error(`${scenario.name} was not run`);
  return clean;
};

/** A closing that met a fault may leave something to the next backup, which clears it. */
const restsAfter = async (engine: Engine, invariants: VaultInvariants): Promise<void> => {
  try {
    invariants.checkAtRest();
  } catch {
    await engine.backUp();
    invariants.checkAtRest();
  }
};

const endsWell = async (
  scenario: Scenario,
  what: string,
  harm: (engine: Engine, invariants: VaultInvariants) => Partial<RunOptions>,
  rests: (engine: Engine, invariants: VaultInvariants) => void | Promise<void>,
): Promise<void> => {
  const engine = cleanRun(scenario).prepared.copy();
  const invariants = watch(engine);
  const options = harm(engine, invariants);
  try {
    await scenario.run(engine, options);
    engine.hook = () => undefined;
    await rests(engine, invariants);
  } catch (error) {
    throw new Error(`${scenario.name}, ${what}`, { cause: error });
  }
};

const described = ({ account, container, blob, method }: PortCall): string =>
  `${method} ${account ?? ''}/${container ?? ''}/${blob ?? ''}`;

describe.each(scenarios)('$name', (scenario) => {
  const { calls } = cleanRun(scenario);
  const effects = calls.filter(isEffect);

  test('goes on after a death between any two effects', { timeout: 180_000 }, async () => {
    expect(effects.length).toBeGreaterThan(3);
    for (let n = 1; n <= effects.length; n += 1) {
      const what = `killed before effect ${n}, ${described(effects[n - 1] as PortCall)}`;
      await endsWell(
        scenario,
        what,
        (engine, invariants) => dieBeforeEffect(engine, n, () => invariants.check()),
        (_, invariants) => invariants.checkAtRest(),
      );
    }
  });

  test.each(['before', 'after'] as const)(
    'outlives a fault %s each call',
    { timeout: 180_000 },
    async (when) => {
      for (const [index, call] of calls.entries()) {
        // Where nothing was changed, before and after are the same.
        if (when === 'after' && !isEffect(call)) continue;
        const what = `a fault ${when} call ${index + 1}, ${described(call)}`;
        await endsWell(scenario, what, (engine) => failAt(engine, index + 1, when), restsAfter);
      }
    },
  );
});

test('every activity of the catalogue is killed and disturbed in some scenario', () => {
  const covered = new Set([...cleanRuns.values()].flatMap((clean) => [...clean.activities]));
  // SAN volumes have no data in the vault's accounts: volume-every-effect.test.ts.
  for (const { name } of Object.values({ ...volumeBackup, ...volumePruneActivities, ...volumeRestore }))
    covered.add(name);
  const all = Object.values(activities).map(({ name }) => name);
  expect(all.filter((name) => !covered.has(name))).toEqual([]);
});

test('the checker sees what is broken', async () => {
  const [scenario] = scenarios;
  if (scenario === undefined) throw new Error('There is no scenario');
  const { prepared } = cleanRun(scenario);
  const backedUp = prepared.copy();
  await scenario.run(backedUp, {});
  const names = (container: string): readonly string[] => [
    ...backedUp.data.containerOf(container).blobs.keys(),
  ];
  const recordOf = (engine: Engine): string =>
    [...engine.control.containerOf('holdfast-vault').blobs.keys()].find((name) =>
      name.startsWith('recovery-points/'),
    ) ?? '';
  const breaks: readonly [RegExp, (engine: Engine) => void][] = [
    [/vault object .* is gone/, (engine) => engine.data.remove('objects', names('objects')[0] ?? '')],
    [/another size/, (engine) => engine.data.putText('objects', names('objects')[0] ?? '', 'damage')],
    [/chunk .* is missing/, (engine) => engine.data.remove('chunks', names('chunks')[0] ?? '')],
    [/last recovery point/, (engine) => engine.control.remove('holdfast-vault', recordOf(engine))],
    [
      /written again/,
      (engine) => {
        const text = engine.control.text('holdfast-vault', recordOf(engine)) ?? '';
        engine.control.putText('holdfast-vault', recordOf(engine), text);
      },
    ],
  ];
  for (const [message, breakIt] of breaks) {
    const engine = backedUp.copy();
    const before = watch(engine);
    breakIt(engine);
    const fresh = message.source.startsWith('chunk') ? () => watch(engine) : () => before.check();
    expect(fresh).toThrow(message);
  }
  expect(contentsOf(backedUp.source).size).toBe(6);
});
