// Runs orchestrations: one turn at a time per instance, so many instances at once as configured; starts activities
// and timers when the turn that asked for them is on disk, and brings their results back as the next turn's events.

import type { HostClock } from '../../clock.ts';
import type { FunctionInvoker } from '../../worker/invocation.ts';
import type { FunctionsCatalog } from '../functions-catalog.ts';
import type { HistoryEvent } from '../history/events.ts';
import { taskFaulted, taskSucceeded, timerFired } from '../history/make-events.ts';
import type { DurableOptions } from '../options.ts';
import { isFinal } from '../runtime-status.ts';
import type { Instance } from '../store/instance.ts';
import type { OpenActivity, OpenTimer } from '../store/records.ts';
import type { Delivery } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { callActivity } from '../turn/activity-call.ts';
import type { TurnPorts } from '../turn/run-turn.ts';
import { runTurn } from '../turn/run-turn.ts';
import { versionVerdict } from '../turn/version-rule.ts';
import type { Warn } from '../warnings.ts';
import { ActivityPool } from './activity-pool.ts';
import { Runner } from './runner.ts';

export interface DispatcherPorts {
  readonly clock: HostClock;
  readonly invoker: FunctionInvoker;
  readonly catalog: FunctionsCatalog;
  readonly options: DurableOptions;
  readonly strict: boolean;
  readonly warn: Warn;
  newExecutionId(): string;
  /** The host can no longer work: a bug in the engine. */
  onFailure(error: Error): void;
}

export class Dispatcher {
  readonly #ports: DispatcherPorts;
  readonly #store: Store;
  readonly #pool: ActivityPool;
  readonly #runners = new Map<Instance, Runner>();
  /** Instances whose turn waits for a free place. */
  readonly #queue: Runner[] = [];
  #turns = 0;
  #scheduled = 0;
  #stopped = false;
  readonly #idle: (() => void)[] = [];

  constructor(store: Store, ports: DispatcherPorts) {
    this.#store = store;
    this.#ports = ports;
    this.#pool = new ActivityPool(ports.options.maxConcurrentActivityFunctions, () => this.#tellIdle());
  }

  /** Takes up what the store holds: messages, activities without a result, timers. */
  start(): void {
    for (const instance of this.#store.state.instances.values()) {
      if (isFinal(instance.status)) continue;
      const runner = this.#runnerOf(instance);
      for (const event of instance.inbox) runner.arrivals.push({ event, journaled: true });
      for (const activity of instance.activities.values()) this.#startActivity(instance, activity);
      for (const timer of instance.timers.values()) this.#armTimer(instance, timer);
      this.#wake(runner);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pool.stop();
    for (const runner of this.#runners.values()) runner.cancelTimers();
    this.#queue.length = 0;
    while (this.#turns > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  deliver(deliveries: readonly Delivery[]): void {
    for (const { instance, event } of deliveries) {
      const runner = this.#runnerOf(instance);
      runner.arrivals.push({ event, journaled: true });
      this.#wake(runner);
    }
  }

  /** What runs, or is about to. */
  get running(): { readonly turns: number; readonly activities: number } {
    return { turns: this.#turns + this.#scheduled + this.#queue.length, activities: this.#pool.size };
  }

  get quiet(): boolean {
    const { turns, activities } = this.running;
    return turns + activities === 0;
  }

  idle(): Promise<void> {
    return this.quiet ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #runnerOf(instance: Instance): Runner {
    const known = this.#runners.get(instance);
    if (known) return known;
    const runner = new Runner(instance);
    this.#runners.set(instance, runner);
    return runner;
  }

  /** An event that the journal does not hold: it comes from work that a restart would do again. */
  #arrive(instance: Instance, executionId: string, event: HistoryEvent): void {
    const current = this.#isCurrent(instance) && instance.generation.executionId === executionId;
    if (!current || isFinal(instance.status)) return;
    const runner = this.#runnerOf(instance);
    runner.arrivals.push({ event, journaled: false });
    this.#wake(runner);
  }

  #isCurrent(instance: Instance): boolean {
    return this.#store.state.instances.get(instance.id) === instance;
  }

  /** Lets what else happens in this tick, and a short while after a costly turn, share the next one. */
  #wake(runner: Runner): void {
    if (this.#stopped || runner.busy || runner.arrivals.length === 0) return;
    runner.busy = true;
    this.#scheduled += 1;
    const begin = () => {
      this.#scheduled -= 1;
      this.#queue.push(runner);
      this.#startTurns();
    };
    const pauseMs = runner.pauseMs;
    if (pauseMs > 0) setTimeout(begin, pauseMs);
    else setImmediate(begin);
  }

  #startTurns(): void {
    while (!this.#stopped && this.#turns < this.#ports.options.maxConcurrentOrchestratorFunctions) {
      const runner = this.#queue.shift();
      if (!runner) break;
      this.#turns += 1;
      this.#turn(runner)
        .catch((error: Error) => this.#ports.onFailure(error))
        .finally(() => {
          this.#turns -= 1;
          runner.busy = false;
          this.#wake(runner);
          this.#startTurns();
          this.#tellIdle();
        });
    }
    this.#tellIdle();
  }

  async #turn(runner: Runner): Promise<void> {
    const { instance } = runner;
    if (!this.#isCurrent(instance) || isFinal(instance.status)) return this.#drop(runner);
    if (versionVerdict(instance.generation.version, this.#ports.options) === 'reject')
      return this.#rejectVersion(runner);
    const began = performance.now();
    const { events, took } = runner.take();
    const turn = await runTurn({ instance, arrivals: events, took }, this.#turnPorts());
    if (!turn) return;
    runner.noteTurn(performance.now() - began);
    for (const warning of runner.newWarnings(turn.warnings)) {
      this.#ports.warn(instance.id, warning.code, warning.text);
    }
    await this.#store.commit(turn.record);
    if (!this.#isCurrent(instance)) return this.#drop(runner);
    if (turn.record.generation) runner.cancelTimers();
    // Also when the turn was the last one (non-determinism is found after new work was asked for): it then runs in vain.
    for (const activity of turn.record.activities) this.#startActivity(instance, activity);
    if (isFinal(instance.status)) return this.#drop(runner);
    for (const timer of turn.record.timers) this.#armTimer(instance, timer);
  }

  #turnPorts(): TurnPorts {
    const { invoker, catalog, options, strict, clock, newExecutionId } = this.#ports;
    return { invoker, catalog, options, strict, newExecutionId, now: () => clock.now() };
  }

  #drop(runner: Runner): void {
    runner.cancelTimers();
    runner.arrivals.length = 0;
    this.#runners.delete(runner.instance);
  }

  /** The real host abandons the message again and again: the instance stays Pending. */
  #rejectVersion(runner: Runner): void {
    const { id, generation } = runner.instance;
    runner.arrivals.length = 0;
    this.#ports.warn(
      id,
      'version-without-default',
      `'${generation.name}' was started with version '${generation.version}', which the host.json setting defaultVersion does not cover: it stays Pending.`,
    );
  }

  #startActivity(instance: Instance, activity: OpenActivity): void {
    const { executionId } = instance.generation;
    const { invoker, catalog } = this.#ports;
    const functionName = catalog.find('activity', activity.name) ?? activity.name;
    this.#pool.add({
      run: async () => {
        const call = { functionName, calledAs: activity.name, instanceId: instance.id };
        const outcome = await callActivity(invoker, call, activity.input);
        const nowMs = this.#ports.clock.now();
        const event = outcome.succeeded
          ? taskSucceeded('activity', activity.id, outcome.result, nowMs)
          : taskFaulted('activity', activity.id, outcome, nowMs);
        this.#arrive(instance, executionId, event);
      },
    });
  }

  #armTimer(instance: Instance, timer: OpenTimer): void {
    const { executionId } = instance.generation;
    const runner = this.#runnerOf(instance);
    const fire = () => {
      runner.timers.delete(timer.id);
      this.#arrive(instance, executionId, timerFired(timer.id, timer.fireAt, timer.createdAt));
    };
    if (timer.dueMs <= this.#ports.clock.now()) fire();
    else runner.timers.set(timer.id, this.#ports.clock.at(timer.dueMs, fire));
  }

  #tellIdle(): void {
    if (!this.quiet && !(this.#stopped && this.#turns === 0)) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }
}
