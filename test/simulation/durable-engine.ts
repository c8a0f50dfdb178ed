// The Durable engine in memory, with many instances at once: what it has journaled (histories, messages, timers) outlives
// a crash of the host, activities run at least once, and somebody outside decides what happens next. Events, terminate,
// suspend and continue-as-new are as measured on the real extension (facts/functions-host, findings).

import type { WorkflowClient } from '../../src/ports/workflow-client.ts';
import type { orchestrations } from '../../src/workflows/catalogue.ts';
import { workflows } from '../../src/workflows/workflows.ts';
import type { HistoryEvent } from '../support/durable-executor.ts';
import type { ActivityOutcome, AfterTurn, AskedActivity } from '../support/orchestration.ts';
import { eventRaised, Orchestration } from '../support/orchestration.ts';

type Status = 'running' | 'suspended' | 'completed' | 'failed' | 'terminated';

type Message =
  | { readonly kind: 'event'; readonly event: HistoryEvent }
  | { readonly kind: 'timer'; readonly id: number }
  | { readonly kind: 'ended'; readonly message: ActivityMessage; readonly outcome: ActivityOutcome };

/** In the queue until it has ended, however often it is begun. */
export interface ActivityMessage {
  readonly instance: Instance;
  readonly activity: AskedActivity;
  running: number;
}

export class Instance {
  readonly id: string;
  readonly workflow: string;
  readonly orchestration: Orchestration;
  status: Status = 'running';
  readonly inbox: Message[] = [];
  /** Activities whose end the present generation has not seen. */
  readonly open = new Set<ActivityMessage>();
  /** Timers whose message is in the inbox. */
  readonly fired = new Set<number>();
  /** The last turn of a generation, whose open activities must end before the next begins. */
  after: AfterTurn | undefined;

  constructor(workflow: string, id: string, input: object, goesOn: () => boolean) {
    this.id = id;
    this.workflow = workflow;
    const orchestrator = workflows[workflow as keyof typeof orchestrations];
    if (orchestrator === undefined) throw new Error(`No orchestration is called ${workflow}`);
    this.orchestration = new Orchestration({
      workflow: orchestrator,
      instanceId: id,
      input: journaled(input),
      goesOn,
    });
  }

  get isAlive(): boolean {
    return this.status === 'running' || this.status === 'suspended';
  }

  get isReady(): boolean {
    if (this.status !== 'running' || this.after !== undefined) return false;
    return !this.orchestration.hasBegun || this.inbox.length > 0;
  }
}

/** Through JSON, as everything that is journaled. */
const journaled = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export class DurableEngine implements WorkflowClient {
  readonly instances = new Map<string, Instance>();
  readonly queue = new Set<ActivityMessage>();
  private readonly now: () => number;
  private readonly replays: () => boolean;

  /** @param replays drawn before every turn: whether the host has forgotten the workflow, as after a crash */
  constructor(now: () => number, replays: () => boolean) {
    this.now = now;
    this.replays = replays;
  }

  // ---- The client

  async start(workflow: string, id: string, input: object): Promise<'started' | 'already-running'> {
    if (this.instances.get(id)?.isAlive === true) return 'already-running';
    this.instances.set(id, new Instance(workflow, id, input, () => !this.replays()));
    return 'started';
  }

  async state(id: string): Promise<'running' | 'ended' | 'absent'> {
    const instance = this.instances.get(id);
    if (instance === undefined) return 'absent';
    return instance.isAlive ? 'running' : 'ended';
  }

  async raiseEvent(id: string, event: string, data: object): Promise<'delivered' | 'ignored'> {
    const instance = this.instances.get(id);
    if (instance?.isAlive !== true) return 'ignored';
    instance.inbox.push({ kind: 'event', event: eventRaised(event, data) });
    return 'delivered';
  }

  async terminate(id: string): Promise<'terminated' | 'ignored'> {
    const instance = this.instances.get(id);
    if (instance?.isAlive === true) this.stop(instance);
    return instance === undefined ? 'ignored' : 'terminated';
  }

  // ---- The administrator

  /** What its activities are at, they go on with; nobody hears of it. */
  stop(instance: Instance): void {
    instance.status = 'terminated';
    instance.inbox.length = 0;
    instance.open.clear();
  }

  toggleSuspended(instance: Instance): void {
    instance.status = instance.status === 'suspended' ? 'running' : 'suspended';
  }

  // ---- Whoever drives

  get alive(): readonly Instance[] {
    return [...this.instances.values()].filter(({ isAlive }) => isAlive);
  }

  get nextTimer(): number | undefined {
    const times = this.alive.flatMap(({ orchestration, fired }) =>
      orchestration.openTimers.filter(({ id }) => !fired.has(id)).map(({ fireAt }) => fireAt),
    );
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** @param earlyMs the real extension fires up to a second early */
  fireTimers(earlyMs: number): void {
    for (const instance of this.alive) {
      for (const { id, fireAt } of instance.orchestration.openTimers) {
        if (fireAt - earlyMs > this.now() || instance.fired.has(id)) continue;
        instance.fired.add(id);
        instance.inbox.push({ kind: 'timer', id });
      }
    }
  }

  /** One turn, over the first so many messages. */
  async turn(instance: Instance, messages: number): Promise<void> {
    const { orchestration } = instance;
    const events = orchestration.hasBegun
      ? instance.inbox.splice(0, messages).flatMap((message) => this.eventOf(instance, message))
      : [];
    if (orchestration.hasBegun && events.length === 0) return;
    const after = await orchestration.turn(this.now(), events).catch((error: unknown) => {
      // What a workflow throws ends it; what the test support throws is a finding.
      if (!String(error).includes('$OutOfProcData$')) throw error;
      return { state: 'returned', output: { failed: String(error) } } as const;
    });
    for (const activity of orchestration.asked.splice(0)) {
      const message: ActivityMessage = { instance, activity, running: 0 };
      instance.open.add(message);
      this.queue.add(message);
    }
    if (after.state === 'waits') return;
    instance.after = after;
    this.settle(instance);
  }

  end(message: ActivityMessage, outcome: ActivityOutcome): void {
    message.running -= 1;
    // The first answer counts; that of a twin is dropped.
    if (!this.queue.delete(message)) return;
    const { instance } = message;
    if (!instance.open.has(message)) return;
    if (instance.after === undefined) {
      const kept = 'output' in outcome ? { output: journaled(outcome.output) } : outcome;
      instance.inbox.push({ kind: 'ended', message, outcome: kept });
      return;
    }
    instance.open.delete(message);
    this.settle(instance);
  }

  /** The host is gone, and what it had begun with it; the messages are still there. */
  crash(): void {
    for (const message of this.queue) message.running = 0;
    for (const { orchestration } of this.instances.values()) orchestration.forget();
  }

  private eventOf(instance: Instance, message: Message): readonly HistoryEvent[] {
    if (message.kind === 'event') return [message.event];
    if (message.kind === 'timer') {
      const isOpen = instance.orchestration.openTimers.some(({ id }) => id === message.id);
      return isOpen ? [instance.orchestration.fire(message.id)] : [];
    }
    if (!instance.open.delete(message.message)) return [];
    return [instance.orchestration.ended(message.message.activity, message.outcome, this.now())];
  }

  private settle(instance: Instance): void {
    if (instance.after === undefined || instance.open.size > 0) return;
    const { after } = instance;
    instance.after = undefined;
    instance.fired.clear();
    if (after.state === 'returned') {
      const failed = typeof after.output === 'object' && after.output !== null && 'failed' in after.output;
      instance.status = failed ? 'failed' : 'completed';
    }
  }
}
