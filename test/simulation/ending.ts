// How a simulation ends: nothing goes wrong any more, and the app must come to rest by itself, work again, give back all that
// it holds, and leave nothing when the time of what it held is over.

import { SEARCHED_MS } from '../../src/operations/open-jobs.ts';
import { goOn, instanceOf, remove, undelete } from './lifecycle-actions.ts';
import { backUp, knownPoints, protect, restore, restoreWhole } from './requests.ts';
import type { Stage } from './stage.ts';
import { timers } from './timers.ts';

const DAY_MS = 86_400_000;
const ALL_TIMERS_MS = Math.max(...Object.values(timers).map(({ everyMinutes }) => everyMinutes)) * 60_000;

/** An administrator resumes what is suspended, the timers go on: everything must end by itself. */
export const comeToRest = async (stage: Stage): Promise<void> => {
  const { engine, outlastsGrace } = stage.world;
  for (const instance of engine.alive) if (instance.status === 'suspended') engine.toggleSuspended(instance);
  await stage.untilIdle();
  await letTimersFire(stage);
  if (hasOldOpenJob(stage)) await passMidnight(stage);
  await workAgain(stage);
  if (outlastsGrace) await outlastGrace(stage);
};

/** One that each tick does not look for, since time has jumped for weeks. */
const hasOldOpenJob = ({ world: { invariants, time } }: Stage): boolean =>
  invariants.openJobs().some(({ startTime }) => Date.parse(startTime) < time.now - SEARCHED_MS);

/** All jobs are looked for. */
const passMidnight = async (stage: Stage): Promise<void> => {
  stage.passTo((Math.floor(stage.world.time.now / DAY_MS) + 1) * DAY_MS + 60_000);
  await stage.untilIdle();
};

const passDays = async (stage: Stage, days: number): Promise<void> => {
  stage.passTo(stage.world.time.now + days * DAY_MS);
  await stage.untilIdle();
};

const letTimersFire = async (stage: Stage): Promise<void> => {
  for (let ticks = 3; ticks > 0; ticks -= 1) {
    stage.passTo(stage.world.time.now + ALL_TIMERS_MS);
    await stage.untilIdle();
  }
};

/** Oldest first. */
const pointsOf = (stage: Stage, name: string): readonly string[] =>
  knownPoints(stage)
    .flatMap(({ instance, recoveryPoint }) => (instance === name ? [recoveryPoint] : []))
    .sort();

/** What was left behind is in nobody's way, and cleared by now; what is there can be restored. */
const workAgain = async (stage: Stage): Promise<void> => {
  const { protectedOnes, invariants, random } = stage.world;
  for (const { instance } of protectedOnes) await protectAgain(stage, instance);
  for (const { instance, source } of protectedOnes) {
    source.haveContainer();
    backUp(stage, instance);
  }
  await stage.untilIdle();
  invariants.checkAtRest();
  for (const { instance } of protectedOnes) {
    const points = pointsOf(stage, instance);
    if (points.length === 0) throw new Error(`${instance} cannot be backed up any more`);
    restore(stage, instance, random.pick(points));
  }
  await stage.untilIdle();
  invariants.checkAtRest();
};

const isPurging = (stage: Stage, name: string): boolean =>
  instanceOf(stage, name)?.deletion?.purgingSince !== undefined;

/** What was stopped or deleted is had back, and what cannot be had back leaves room. */
const protectAgain = async (stage: Stage, name: string): Promise<void> => {
  for (let days = 3; days > 0 && isPurging(stage, name); days -= 1) await passDays(stage, 1);
  if (isPurging(stage, name)) throw new Error(`The data of ${name} is not deleted in three days`);
  if (instanceOf(stage, name) === undefined) protect(stage);
  // Two steps from deleted: stopped, then configured.
  for (let steps = 2; steps > 0 && goOn(stage, name) !== undefined; steps -= 1) await stage.untilIdle();
  await stage.untilIdle();
  const state = instanceOf(stage, name)?.state;
  if (state !== 'ProtectionConfigured')
    throw new Error(`The instance ${name} cannot be had back from ${state}`);
};

/** The timers alone must have got rid of all that nothing uses. */
const outlastGrace = async (stage: Stage): Promise<void> => {
  const { settings, invariants, partsAtLast, random, protectedOnes } = stage.world;
  await passDays(stage, settings.graceDays + 2);
  await letTimersFire(stage);
  invariants.checkAtRest();
  invariants.checkNothingUnused();
  if (!partsAtLast) return;
  await partWith(stage, random.pick(protectedOnes).instance);
  invariants.checkAtRest();
  invariants.checkNothingUnused();
};

/** A deleted instance keeps all until its time is over. It is had back before, or nothing of it is left afterwards. */
const partWith = async (stage: Stage, name: string): Promise<void> => {
  const points = pointsOf(stage, name).join();
  remove(stage, name);
  await stage.untilIdle();
  const deletion = instanceOf(stage, name)?.deletion;
  if (deletion !== undefined && deletion.purgingSince === undefined) {
    stage.passTo(Date.parse(deletion.purgeAt) - DAY_MS);
    await stage.untilIdle();
    const left = pointsOf(stage, name).join();
    if (left !== points) throw new Error(`The deleted ${name} had ${points}, and has ${left}`);
    if (stage.world.random.chance(0.5)) return await haveBack(stage, name);
    await passDays(stage, 1);
  }
  await letTimersFire(stage);
  for (let days = 3; days > 0 && instanceOf(stage, name) !== undefined; days -= 1) await passDays(stage, 1);
  if (instanceOf(stage, name) !== undefined) throw new Error(`The deleted ${name} never goes`);
};

const haveBack = async (stage: Stage, name: string): Promise<void> => {
  undelete(stage, name);
  await stage.untilIdle();
  const [oldest] = pointsOf(stage, name);
  if (instanceOf(stage, name)?.state !== 'ProtectionStopped' || oldest === undefined)
    throw new Error(`The deleted ${name} cannot be had back`);
  const { tally } = stage.world;
  const before = tally['= restores compared'];
  restoreWhole(stage, name, oldest);
  await stage.untilIdle();
  if (tally['= restores compared'] === before)
    throw new Error(`The restore of ${name}, which was had back, did not end well`);
};
