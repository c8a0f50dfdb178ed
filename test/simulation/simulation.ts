// One simulated history of the whole app, decided by one seed: at every step something that may happen does, and then
// every invariant is checked. First things go wrong, then they calm down, and the app must come to rest by itself.

import type { Operations } from '../../src/composition/operations.ts';
import { traitsOf } from '../../src/memory/port-methods.ts';
import type { SeededRandom } from '../../src/memory/seeded-random.ts';
import { seededRandom } from '../../src/memory/seeded-random.ts';
import type { WorkflowClient } from '../../src/ports/workflow-client.ts';
import { anyAction, markerArrived } from './actions.ts';
import { begin } from './beginning.ts';
import { cross, jobThatPinned } from './crossings.ts';
import type { ActivityMessage } from './durable-engine.ts';
import { comeToRest } from './ending.ts';
import { Host } from './host.ts';
import { makeZlibImmediate } from './immediate-zlib.ts';
import type { Sender, WaitingCall } from './port-scheduler.ts';
import type { Stage } from './stage.ts';
import { DueTimers } from './timers.ts';
import { logTo, Trace } from './trace.ts';
import { vaultAccounts, World } from './world.ts';
import { writeAfterListing, writeUnderCopy } from './writers.ts';

export interface SimulationResult {
  readonly seed: number;
  readonly steps: number;
  /** Of all that happened, in its order. */
  readonly hash: string;
  /** The last things that happened. */
  readonly trace: readonly string[];
  readonly failure?: Error;
  /** How often what happened. */
  readonly counts: Readonly<Record<string, number>>;
}

const MINUTE_MS = 60_000;
/** Of the checks after a step, every so many-th takes nothing for granted. */
const WHOLE_CHECK = 50;
/** A simulation that takes more steps to come to rest never will. */
const MOST_STEPS = 60_000;

type Step = () => Promise<string> | string;

class Simulation implements Stage {
  readonly world: World;
  private readonly random: SeededRandom;
  private readonly trace: Trace;
  private readonly counts: Record<string, number> = {};
  private readonly worldItself: Sender = { name: 'world', dead: false };
  private host: Host;
  private hosts = 0;
  private requests = 0;
  private steps = 0;
  private checks = 0;
  private sooner: { readonly step: number; readonly act: () => void }[] = [];
  private readonly timers: DueTimers;
  /** What an end of an activity has shown to be wrong. */
  private found: unknown;
  private actionsLeft: number;
  /** Accounts of the vault that were changed since the last check. */
  private readonly changed = new Set<string>();

  constructor(seed: number, onLine: (line: string) => void = () => undefined) {
    this.trace = new Trace(onLine);
    this.random = seededRandom(seed);
    // Chance of its own: a replay must make no difference.
    this.world = new World(this.random, seededRandom(seed + 0x5eed));
    this.timers = new DueTimers(this.world.time.now);
    const [fewest, most] = this.world.size.actions;
    this.actionsLeft = fewest + this.random.below(most - fewest);
    this.host = this.startHost();
  }

  async run(seed: number): Promise<SimulationResult> {
    let failure: Error | undefined;
    try {
      await begin(this);
      await this.disturb();
      this.world.calm = true;
      await this.letComeWhoWasAboutTo();
      await comeToRest(this);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      this.note(`FAILED ${failure.message}`);
    }
    const { steps } = this;
    const counts = { ...this.counts, ...this.world.tally };
    return {
      seed,
      steps,
      hash: this.trace.end(),
      trace: this.trace.last,
      counts,
      ...(failure === undefined ? {} : { failure }),
    };
  }

  // ---- The acts

  private async disturb(): Promise<void> {
    while (this.actionsLeft > 0) {
      const choices = this.choices();
      if (this.random.chance(choices.length === 0 ? 0.6 : 0.04)) {
        this.actionsLeft -= 1;
        const did = anyAction(this);
        this.count(`! ${did.split(' ')[0]}`);
        await this.step(`! ${did}`);
      } else if (choices.length > 0) await this.take(choices);
      else if (!this.passToNext()) this.passTo(this.world.time.now + 5 * MINUTE_MS);
    }
  }

  private async letComeWhoWasAboutTo(): Promise<void> {
    for (const { act } of this.sooner.splice(0)) {
      act();
      await this.untilIdle();
    }
  }

  async untilIdle(): Promise<void> {
    for (;;) {
      const choices = this.choices();
      if (choices.length > 0) await this.take(choices);
      else if (!this.passToNext()) return;
    }
  }

  // ---- One step

  private async take(choices: readonly Step[]): Promise<void> {
    const chosen = this.random.pick(choices);
    const { time, paceMs } = this.world;
    time.now += 1 + this.random.below(paceMs);
    await this.step(await chosen());
    this.afterTime();
  }

  private async step(line: string): Promise<void> {
    this.steps += 1;
    this.world.scheduler.step = this.steps;
    if (this.steps > MOST_STEPS) throw new Error(`No rest after ${MOST_STEPS} steps`);
    this.note(line);
    const due = this.sooner.filter(({ step }) => step <= this.steps);
    if (due.length > 0) this.sooner = this.sooner.filter(({ step }) => step > this.steps);
    for (const { act } of due) act();
    // Everything that runs runs until it waits for a request: nothing else is asynchronous.
    await new Promise((still) => setImmediate(still));
    if (this.found !== undefined) throw this.found;
    if (this.changed.size === 0) return;
    const documentsChanged = this.changed.has('control');
    this.changed.clear();
    this.checks += 1;
    if (this.checks % WHOLE_CHECK === 0) this.world.invariants.check();
    else this.world.invariants.checkStep(documentsChanged);
  }

  private choices(): readonly Step[] {
    const { scheduler, engine } = this.world;
    const steps: Step[] = [];
    for (const call of scheduler.ready) steps.push(() => this.let(call));
    for (const answer of scheduler.answers)
      steps.push(() => {
        scheduler.answer(answer);
        return `answer ${answer.sender.name} ${answer.what}`;
      });
    for (const instance of engine.alive)
      if (instance.isReady)
        steps.push(async () => {
          const messages = this.random.chance(0.8) ? instance.inbox.length : 1;
          await engine.turn(instance, messages);
          return `turn ${instance.id} (${messages}) ${instance.status}`;
        });
    for (const message of engine.queue) {
      if (message.running === 0) steps.push(() => this.beginActivity(message));
    }
    return steps.length > 0 ? steps : scheduler.calls.map((call) => () => this.let(call));
  }

  private async let(waiting: WaitingCall): Promise<string> {
    const { call, sender } = waiting;
    const { scheduler, lateAnswers, rewrites, calm } = this.world;
    if (!calm && call.method === 'copyFrom' && this.random.chance(rewrites))
      this.noteWrite(writeUnderCopy(this.world, call));
    const outcome = await scheduler.let(waiting, this.random.chance(lateAnswers));
    if (!calm && call.method === 'listBlobs' && this.random.chance(rewrites))
      this.noteWrite(writeAfterListing(this.world, call));
    const { account = '' } = call;
    if (traitsOf(call).kind === 'acts' && vaultAccounts.includes(account)) this.changed.add(account);
    if (call.method === 'copyFrom' && call.container === 'markers' && outcome.startsWith('done'))
      markerArrived(this, call.blob ?? '');
    const place = [call.account ?? '', call.container ?? '', call.blob ?? ''].join('/');
    return `${sender.name} ${call.method} ${place}: ${outcome}`;
  }

  /** The same message may be given out twice: its twin runs beside it. */
  private beginActivity(message: ActivityMessage): string {
    const { instance, activity } = message;
    const often = activity.name === 'commitRecoveryPoint' ? 0.3 : 0.05;
    const twins = !this.world.calm && this.random.chance(often) ? 2 : 1;
    for (let n = 0; n < twins; n += 1) {
      message.running += 1;
      const { host } = this;
      host.activity(activity.name, activity.input, (outcome) => {
        this.note(`ended ${activity.name} of ${instance.id}: ${JSON.stringify(outcome)}`);
        const pinning = jobThatPinned(activity, outcome);
        if (pinning !== undefined) this.found ??= problemOf(() => this.world.invariants.holds(pinning));
        this.world.engine.end(message, outcome);
      });
    }
    this.count(activity.name);
    if (!this.world.calm) cross(this, activity);
    return `begin ${activity.name} of ${instance.id} (${twins})`;
  }

  // ---- Time

  /** To the next thing that time alone brings. False where there is none. */
  private passToNext(): boolean {
    const { engine, scheduler } = this.world;
    const times = [engine.nextTimer, scheduler.nextWake, this.host.timeout].filter((at) => at !== undefined);
    if (times.length === 0) return false;
    this.passTo(Math.min(...times));
    return true;
  }

  passTo(moment: number): void {
    const { time } = this.world;
    time.now = Math.max(time.now, moment);
    this.afterTime();
  }

  private afterTime(): void {
    const { engine, scheduler, time } = this.world;
    engine.fireTimers(this.random.pick([0, 999]));
    scheduler.wake();
    if ((this.host.timeout ?? Number.POSITIVE_INFINITY) <= time.now) {
      this.note('! the host is ended for taking too long');
      this.crash();
    }
    for (const [name, { fire }] of this.timers.due(time.now)) {
      this.note(name);
      fire(this);
    }
  }

  // ---- For actions

  ask(what: string, work: (operations: Operations, workflows: WorkflowClient) => Promise<unknown>): void {
    this.host.operation(work, (result) => this.note(`${what} ${result}`));
  }

  later(ms: number, act: () => void): void {
    void this.world.scheduler.sleep(this.worldItself)(ms).then(act);
  }

  soon(steps: number, act: () => void): void {
    this.sooner.push({ step: this.steps + steps, act });
  }

  crash(): void {
    this.world.scheduler.kill(this.host, this.random);
    this.world.engine.crash();
    this.host = this.startHost();
  }

  newRequestId(): string {
    this.requests += 1;
    return `request-${this.requests}`;
  }

  private startHost(): Host {
    this.hosts += 1;
    const { settings, accounts, engine, scheduler, faults, time } = this.world;
    const log = logTo((line) => this.note(line));
    const name = `host${this.hosts}`;
    const onOperation = (operation: string): void => this.count(operation);
    return new Host({
      name,
      settings,
      accounts,
      workflows: engine,
      scheduler,
      faults,
      time,
      log,
      onOperation,
    });
  }

  private noteWrite(did: string | undefined): void {
    if (did !== undefined) this.note(`! ${did}`);
  }

  private note(text: string): void {
    this.trace.add(`${this.steps} ${new Date(this.world.time.now).toISOString()} ${text}`);
  }

  private count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }
}

const problemOf = (check: () => void): unknown => {
  try {
    check();
    return undefined;
  } catch (error) {
    return error;
  }
};

export const simulate = async (seed: number, onLine?: (line: string) => void): Promise<SimulationResult> => {
  makeZlibImmediate();
  return await new Simulation(seed, onLine).run(seed);
};
