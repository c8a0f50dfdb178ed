// Runs a workflow to its end on orchestration.ts: activities called for real, time that jumps to the next timer.

import type { Workflow } from '../../src/workflows/engine.ts';
import type { HistoryEvent } from './durable-executor.ts';
import type { ActivityOutcome, AskedActivity } from './orchestration.ts';
import { eventRaised, Orchestration } from './orchestration.ts';

export type RunActivity = (name: string, input: object) => Promise<object>;

export interface RunOptions {
  readonly workflow: Workflow<object>;
  readonly instanceId: string;
  readonly input: object;
  readonly activity: RunActivity;
  /** Milliseconds since the Unix epoch; moved on to the next timer when nothing else is to be done. */
  readonly time: { now: number };
  /** The real extension fires up to a second early. */
  readonly timersEarlyMs?: number;
  /** Order in which finished activities reach the workflow, each in a turn of its own; absent: all in one. */
  readonly deliver?: <T>(finished: readonly T[]) => readonly T[];
  /** Called when an activity has ended, before the workflow learns of it. */
  readonly onActivity?: (run: WorkflowRun, name: string) => void;
  /** Called when the workflow waits for an event or a timer: may raise events, or let time pass. */
  readonly onWaiting?: (run: WorkflowRun) => void | Promise<void>;
}

interface FinishedActivity {
  readonly activity: AskedActivity;
  readonly outcome: ActivityOutcome;
}

export class WorkflowRun {
  readonly called: { readonly name: string; readonly input: object }[] = [];
  private readonly options: RunOptions;
  private readonly orchestration: Orchestration;
  private readonly raised: HistoryEvent[] = [];
  private readonly finished: FinishedActivity[] = [];

  constructor(options: RunOptions) {
    this.options = options;
    this.orchestration = new Orchestration(options);
  }

  get instanceId(): string {
    return this.orchestration.instanceId;
  }

  get generations(): Orchestration['generations'] {
    return this.orchestration.generations;
  }

  get customStatus(): unknown {
    return this.orchestration.customStatus;
  }

  raiseEvent(name: string, data: object): void {
    this.raised.push(eventRaised(name, data));
  }

  async toEnd(): Promise<unknown> {
    for (;;) {
      const fresh = this.orchestration.hasBegun ? await this.nextEvents() : [];
      const after = await this.orchestration.turn(this.options.time.now, fresh);
      if (after.state === 'returned') return after.output;
    }
  }

  private async nextEvents(): Promise<HistoryEvent[]> {
    if (this.orchestration.asked.length > 0) await this.runActivities();
    if (this.finished.length > 0) return [...this.raised.splice(0), ...this.deliverFinished()];
    await this.options.onWaiting?.(this);
    const event = this.raised.shift();
    return [event ?? this.fireTimer()];
  }

  private async runActivities(): Promise<void> {
    const running = this.orchestration.asked.splice(0);
    const done = await Promise.all(running.map((activity) => this.runActivity(activity)));
    const { deliver } = this.options;
    this.finished.push(...(deliver === undefined ? done : deliver(done)));
  }

  private async runActivity(activity: AskedActivity): Promise<FinishedActivity> {
    const { name, input } = activity;
    this.called.push({ name, input });
    try {
      const output = await this.options.activity(name, structuredClone(input));
      this.options.onActivity?.(this, name);
      return { activity, outcome: { output } };
    } catch (error) {
      return { activity, outcome: { error } };
    }
  }

  private deliverFinished(): HistoryEvent[] {
    const batch = this.options.deliver === undefined ? this.finished.splice(0) : this.finished.splice(0, 1);
    return batch.map(({ activity, outcome }) =>
      this.orchestration.ended(activity, outcome, this.options.time.now),
    );
  }

  private fireTimer(): HistoryEvent {
    const [timer] = this.orchestration.openTimers;
    if (timer === undefined) throw new Error('The workflow waits for an event that nothing will bring');
    const { time, timersEarlyMs = 0 } = this.options;
    time.now = Math.max(time.now, timer.fireAt - timersEarlyMs);
    return this.orchestration.fire(timer.id);
  }
}
