// Backups, restores and prunes of SAN volumes against an Azure that throttles, fails, loses answers, is in conflict or
// locked, at every step, and whose operations fail or hang: what passes ends well, what stays ends with its own error; each
// recovery point has its snapshot, whole; and when Azure is well again nothing temporary is left. A clean run records the
// steps: a new request is a new case.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ProxyVerdict } from '../../local/azure/fault-proxy.ts';
import type { Action } from '../../src/memory/cloud/records.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { noBackupSoon, noPruneSoon, passMinutes } from '../support/driven-time.ts';
import { fireTimer } from '../support/fire-timer.ts';
import type { Deed } from '../support/fleet-volume.ts';
import type { Case, Courses } from '../support/volume-cases.ts';
import { endAsTheyMust, everyStepIsMet, stepsOf, well } from '../support/volume-cases.ts';
import type { Outcome, Plan } from '../support/volume-fleet.ts';
import { deeds, fleetSettings, VolumeFleet } from '../support/volume-fleet.ts';
import type { Mishap } from '../support/volume-steps.ts';
import { inPairs, isWriteStep, StepWatch } from '../support/volume-steps.ts';

let app: TestApp;
let fleet: VolumeFleet;
let courses: Courses;
beforeAll(async () => {
  app = await startTestApp({
    settings: { ...fleetSettings, ...noPruneSoon(), HOLDFAST_SAN_STEP_DEADLINE_SECONDS: '60' },
  });
  await noBackupSoon(app);
  fleet = await VolumeFleet.gather(app);
  courses = await fleet.courses();
});
afterAll(() => app?.stop());

const failed = (code: string, words = ''): object => ({
  status: 'Failed',
  errors: [{ code, message: expect.stringContaining(words) }],
});
const tooLate = (step: string): object => failed('SnapshotDeadlineExceeded', step);
const warned = (words: string): object => ({
  status: 'CompletedWithWarnings',
  errors: [],
  warnings: expect.arrayContaining([expect.stringContaining(words)]),
});

const busy = (): ProxyVerdict => ({ status: 429, headers: { 'retry-after': '11' } });

/** As often as the client asks again by itself, and then it is for the workflow; where Azure asks for more patience, at once. */
const passing: Readonly<Record<string, Omit<Mishap, 'steps'>>> = {
  'throttled for a while': { verdict: busy, times: 1 },
  throttled: { verdict: () => ({ status: 429 }), times: 4 },
  failing: { verdict: () => ({ status: 500 }), times: 4 },
  unanswered: { verdict: () => 'lose', times: 4 },
};

const conflict: ProxyVerdict = {
  status: 409,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code: 'AnotherOperationInProgress', message: 'Another one is at it.' } }),
};

const transients = (deed: Deed): readonly Case[] => {
  const pairs = inPairs(stepsOf(courses, deed));
  const writes = stepsOf(courses, deed).filter(isWriteStep);
  return [
    ...Object.entries(passing).flatMap(([name, fault]) =>
      pairs.map((steps) => ({
        ...{ deed, name, ending: well, ofEveryStep: true },
        mishap: () => ({ steps, ...fault }),
      })),
    ),
    ...writes.map((step) => ({
      ...{ deed, name: 'in conflict', ending: well, ofEveryStep: true },
      mishap: () => ({ steps: [step], times: 1, verdict: () => conflict }),
    })),
  ];
};

/** By what is still to be made, or to be deleted, when the lock comes. */
const whenLocked = (deed: Deed, rest: readonly string[]): object => {
  if (rest.some((step) => step.startsWith('PUT '))) return failed('UserErrorResourceLocked');
  return rest.some((step) => step.startsWith('DELETE '))
    ? warned(deed === 'prune' ? 'the lock keep' : 'ScopeLocked')
    : well;
};

const lockAt =
  (step: string): NonNullable<Plan['mishap']> =>
  ({ subscription }) => ({
    steps: [step],
    times: 1,
    verdict: () => {
      app.azure.cloud.lock({ name: 'keep', level: 'ReadOnly', scope: subscription });
      return 'pass';
    },
  });

const locks = (deed: Deed): readonly Case[] => {
  const steps = stepsOf(courses, deed);
  return steps
    .filter((step) => isFor('locked', step))
    .map((step) => ({
      ...{ deed, name: 'locked', ofEveryStep: true, mishap: lockAt(step) },
      ending: whenLocked(deed, steps.slice(steps.indexOf(step))),
    }));
};

/**
 * Where an operation of Elastic SAN makes nothing, its failure is answered as one of the service is, which may pass: it is
 * asked after until the deadline, as one that hangs.
 */
const endings: Partial<Record<Action, { readonly hang: object; readonly fail?: object }>> = {
  preBackup: { hang: tooLate('preBackup') },
  createVolumeSnapshot: { hang: tooLate('snapshot'), fail: failed('SnapshotFailed') },
  createDiskSnapshot: { hang: tooLate('export'), fail: failed('SnapshotFailed') },
  deleteVolumeSnapshot: { hang: warned('volume snapshot') },
  preRestore: { hang: tooLate('preRestore') },
  createVolume: { hang: tooLate('create'), fail: failed('SnapshotFailed') },
  createDisk: { hang: tooLate('create'), fail: failed('SnapshotFailed') },
  deleteDiskSnapshot: { hang: warned('to be deleted stay'), fail: warned('InternalServerError') },
};

const disturbed = (deed: Deed, what: 'fail' | 'hang'): readonly Case[] =>
  (courses.get(deed)?.actions ?? []).flatMap((action) => {
    const known = endings[action];
    if (known === undefined) throw new Error(`How a ${deed} ends when ${action} ${what}s is not known here`);
    const ending = known[what];
    const before: Plan['before'] = ({ subscription: within }) =>
      app.azure.cloud.disturb({ action, what, within });
    return ending === undefined ? [] : [{ deed, name: `${action} that ${what}s`, ending, before }];
  });

const worthlessCopy: Case = {
  deed: 'backup',
  name: 'copy that fails',
  ending: failed('SnapshotFailed', 'CopySourceNotFound'),
  before: ({ subscription: within }) =>
    app.azure.cloud.disturb({ action: 'createDiskSnapshot', what: 'copy-error', within }),
};

/** What is to be discarded cannot be. */
const lockedWithWorthlessCopy = (): Case => {
  const steps = stepsOf(courses, 'backup');
  const exported = steps.findIndex((step) => step.startsWith('GET operation createDiskSnapshot'));
  return { ...worthlessCopy, name: 'copy that fails under a lock', mishap: lockAt(steps[exported] ?? '') };
};

/** Only what changes something is in conflict, or locked; and locks are looked at. */
const isFor = (name: string, step: string): boolean =>
  isWriteStep(step) || (name === 'locked' ? step.includes('/locks') : name !== 'in conflict');

const judge = (outcomes: readonly Outcome<Case>[]): void => {
  for (const { id } of app.azure.cloud.locks.all()) app.azure.cloud.locks.remove(id);
  endAsTheyMust(outcomes);
  const struck = outcomes.filter(({ plan }) => plan.ofEveryStep === true);
  everyStepIsMet(courses, struck, isFor);
};

const restoresAndPrunes = deeds.filter((deed) => deed !== 'backup');

test('backups', async () => {
  judge(await fleet.run([...transients('backup'), ...disturbed('backup', 'fail'), worthlessCopy]));
});

test('restores and prunes', async () => {
  const cases = restoresAndPrunes.flatMap((deed) => [
    ...transients(deed),
    ...locks(deed),
    ...disturbed(deed, 'fail'),
  ]);
  judge(await fleet.run(cases));
});

/** At the time that stands, to its end. */
const sweep = async (): Promise<void> => {
  await fireTimer(app, 'sweepSnapshots');
  await passMinutes(app, 1 / 60);
};

const endWhatHangs = (): void => {
  const { operations } = app.azure.cloud;
  for (const one of operations.all())
    if (one.endsAt === undefined) operations.put({ ...one, endsAt: Date.now() });
};

test('operations that hang, and backups that a lock hinders to tidy up', async () => {
  await app.kill();
  await app.start({ clock: 'driven' });
  const hanging = deeds.flatMap((deed) => disturbed(deed, 'hang'));
  const begun = await fleet.begin([...hanging, ...locks('backup'), lockedWithWorthlessCopy()]);
  await passMinutes(app, 3);
  judge(await fleet.ended(begun));
  endWhatHangs();
  const prunes = begun
    .filter(({ plan }) => plan.deed === 'prune')
    .map(({ volume, plan }) => ({ volume, plan: { ...plan, ending: well } }));
  await Promise.all(prunes.map(({ volume }) => volume.begin('prune')));
  await passMinutes(app, 1);
  endAsTheyMust(await fleet.ended(prunes));
});

test('the sweep removes what is left, and goes on where it was refused', async () => {
  const kinds = new Set(fleet.leftovers().map((id) => id.split('/')[6]));
  expect(kinds).toEqual(new Set(['Microsoft.ElasticSan', 'Microsoft.Compute']));
  const left = fleet.volumes.filter((volume) => volume.leftovers().length > 0);
  const met = new Set<string>();
  for (let number = 1, struck: readonly string[] = ['none yet']; struck.length > 0; number += 1) {
    for (const volume of left) volume.watch = new StepWatch({ steps: number, times: 1, verdict: busy });
    await sweep();
    struck = left.flatMap(({ watch }) => [...watch.struck]);
    for (const step of struck) met.add(step);
  }
  const deletions = [...met].filter(isWriteStep).map((step) => step.split('/')[4]);
  expect(new Set(deletions)).toEqual(kinds);
  expect(fleet.leftovers()).toEqual([]);
});

test('points are whole, and what is not ours is as it was', async () => {
  await fleet.isWhole();
  expect(fleet.strangers).toEqual([]);
});
