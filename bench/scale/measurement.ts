// What one run of a workflow took: time of the processor and by the clock, requests, and all that has to stay small.

import type { Tally } from './scale-accounts.ts';

export interface Measured extends Tally {
  readonly seconds: number;
  /** Of the processor, in all threads. */
  readonly cpuSeconds: number;
  /** Of the processor by activity, the slices of all lanes together. */
  readonly phases: ReadonlyMap<string, number>;
  readonly longestActivity: { readonly name: string; readonly seconds: number };
  readonly activities: number;
  /** Events. */
  readonly longestHistory: number;
  /** Bytes as Durable counts them, in UTF-16: inputs and outputs of activities, and of continue-as-new. */
  readonly largestMessage: number;
}

interface Phase {
  running: number;
  since: NodeJS.CpuUsage;
  cpuSeconds: number;
}

const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1_000_000;

const bytesOf = (message: unknown): number => Buffer.byteLength(JSON.stringify(message) ?? '', 'utf16le');

export class Measurement {
  readonly #began = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #phases = new Map<string, Phase>();
  #longestActivity = { name: '', seconds: 0 };
  #activities = 0;
  #largestMessage = 0;

  async activity(name: string, input: object, act: () => Promise<object>): Promise<object> {
    const start = performance.now();
    const phase = this.#begin(name);
    const output = await act();
    this.#end(phase);
    const seconds = (performance.now() - start) / 1_000;
    this.#activities += 1;
    if (seconds > this.#longestActivity.seconds) this.#longestActivity = { name, seconds };
    this.#message(input);
    this.#message(output);
    return output;
  }

  end(
    generations: readonly { readonly input: unknown; readonly history: readonly unknown[] }[],
    tally: Tally,
  ): Measured {
    const cpuSeconds = secondsOf(process.cpuUsage(this.#cpu));
    for (const { input } of generations) this.#message(input);
    return {
      ...tally,
      chunkReads: new Map(tally.chunkReads),
      cpuSeconds,
      seconds: (performance.now() - this.#began) / 1_000,
      phases: new Map([...this.#phases].map(([name, phase]) => [name, phase.cpuSeconds])),
      longestActivity: this.#longestActivity,
      activities: this.#activities,
      longestHistory: Math.max(...generations.map(({ history }) => history.length)),
      largestMessage: this.#largestMessage,
    };
  }

  /** Slices of several lanes run at the same time; activities of several names do not. */
  #begin(name: string): Phase {
    const phase = this.#phases.get(name) ?? { running: 0, since: process.cpuUsage(), cpuSeconds: 0 };
    this.#phases.set(name, phase);
    if (phase.running === 0) phase.since = process.cpuUsage();
    phase.running += 1;
    return phase;
  }

  #end(phase: Phase): void {
    phase.running -= 1;
    if (phase.running === 0) phase.cpuSeconds += secondsOf(process.cpuUsage(phase.since));
  }

  #message(message: unknown): void {
    this.#largestMessage = Math.max(this.#largestMessage, bytesOf(message));
  }
}
