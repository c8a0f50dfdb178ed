// Every request of every host waits here until somebody lets it through: between any two of them anything may happen.
// A host that dies leaves requests behind that may still arrive.

import type { Sleep } from '../../src/memory/faults.ts';
import type { Intercept, PortCall } from '../../src/memory/port-methods.ts';
import type { SeededRandom } from '../../src/memory/seeded-random.ts';

/** Whoever sends requests. */
export interface Sender {
  readonly name: string;
  dead: boolean;
}

export interface WaitingCall {
  readonly sender: Sender;
  readonly call: PortCall;
  readonly act: () => unknown;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** It is held back until the simulation has taken so many steps, while anything else can go on. */
  readonly notBefore: number;
}

interface Answer {
  readonly sender: Sender;
  readonly what: string;
  readonly deliver: () => void;
}

interface Sleeper {
  readonly sender: Sender;
  readonly at: number;
  readonly wake: () => void;
}

/** Probability that what a dead host had under way still arrives. */
const ARRIVES = 0.3;

export class PortScheduler {
  calls: WaitingCall[] = [];
  answers: Answer[] = [];
  /** Of the simulation. */
  step = 0;
  private sleepers: Sleeper[] = [];
  private readonly time: { now: number };
  private readonly holds: (call: PortCall) => number;

  /** @param holds for how many steps a call is held back */
  constructor(time: { now: number }, holds: (call: PortCall) => number) {
    this.time = time;
    this.holds = holds;
  }

  /** Calls that may arrive now. */
  get ready(): readonly WaitingCall[] {
    return this.calls.filter(({ notBefore }) => notBefore <= this.step);
  }

  intercept(sender: Sender): Intercept {
    return (call, act) =>
      call.immediate
        ? act()
        : new Promise((resolve, reject) => {
            const notBefore = this.step + this.holds(call);
            this.calls.push({ sender, call, act, resolve, reject, notBefore });
          });
  }

  sleep(sender: Sender): Sleep {
    return (ms) =>
      new Promise((resolve) => {
        this.sleepers.push({ sender, at: this.time.now + ms, wake: resolve });
      });
  }

  /** The request arrives and has its effect. Its answer comes at once, later, or to nobody. */
  async let(waiting: WaitingCall, answersLater: boolean): Promise<string> {
    this.calls.splice(this.calls.indexOf(waiting), 1);
    const { sender, call, resolve, reject } = waiting;
    let deliver: () => void;
    let outcome = 'done';
    try {
      const answer = await waiting.act();
      deliver = () => resolve(answer);
    } catch (error) {
      outcome = (error as { readonly code?: string }).code ?? String(error);
      deliver = () => reject(error);
    }
    if (sender.dead) return `${outcome}, nobody waits`;
    if (!answersLater) {
      deliver();
      return outcome;
    }
    this.answers.push({ sender, what: call.method, deliver });
    return `${outcome}, answered later`;
  }

  answer(answer: Answer): void {
    this.answers.splice(this.answers.indexOf(answer), 1);
    answer.deliver();
  }

  get nextWake(): number | undefined {
    return this.sleepers.length === 0 ? undefined : Math.min(...this.sleepers.map(({ at }) => at));
  }

  wake(): void {
    const due = this.sleepers.filter(({ at }) => at <= this.time.now);
    this.sleepers = this.sleepers.filter(({ at }) => at > this.time.now);
    for (const { wake } of due) wake();
  }

  /** Nothing that the sender runs goes on. Of its requests some still arrive, answered to nobody. */
  kill(sender: Sender, random: SeededRandom): void {
    sender.dead = true;
    this.calls = this.calls.filter((call) => call.sender !== sender || random.chance(ARRIVES));
    this.answers = this.answers.filter((answer) => answer.sender !== sender);
    this.sleepers = this.sleepers.filter((sleeper) => sleeper.sender !== sender || random.chance(ARRIVES));
  }
}
