// One orchestration instance in memory: what its status shows, its history, and the work that is out for it.

import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { HistoryEvent } from '../history/events.ts';
import type { RuntimeStatus } from '../runtime-status.ts';
import type { Generation, OpenActivity, OpenTimer } from './records.ts';

export class Instance {
  readonly id: string;
  generation: Generation;
  /** How often a client started this id again. */
  readonly starts: number;
  status: RuntimeStatus = 'Pending';
  /** JSON text or plain text; undefined until something was written. */
  output: string | undefined;
  /** JSON text. */
  customStatus: string | null = null;
  updatedAt: string;
  history = new History();
  /** Journaled messages that no turn has consumed. */
  readonly inbox: HistoryEvent[] = [];
  readonly activities = new Map<number, OpenActivity>();
  readonly timers = new Map<number, OpenTimer>();

  constructor(id: string, generation: Generation, starts: number) {
    this.id = id;
    this.starts = starts;
    this.generation = generation;
    this.updatedAt = generation.createdAt;
  }
}

/** Events with their JSON, which every turn sends whole; packed when the instance is finished. */
export class History {
  #events: HistoryEvent[] = [];
  #text = '';
  #packed: Buffer | undefined;

  static ofPacked(packed: Buffer): History {
    const history = new History();
    history.#packed = packed;
    return history;
  }

  get events(): readonly HistoryEvent[] {
    return this.#packed ? (JSON.parse(`[${this.text}]`) as HistoryEvent[]) : this.#events;
  }

  /** The events' JSON, separated by commas. */
  get text(): string {
    return this.#packed ? inflateRawSync(this.#packed).toString() : this.#text;
  }

  get packed(): Buffer | undefined {
    return this.#packed;
  }

  append(events: readonly HistoryEvent[]): void {
    this.#unpack();
    for (const event of events) {
      this.#events.push(event);
      const text = JSON.stringify(event);
      this.#text = this.#text === '' ? text : `${this.#text},${text}`;
    }
  }

  replace(events: readonly HistoryEvent[]): void {
    this.#packed = undefined;
    this.#events = [];
    this.#text = '';
    this.append(events);
  }

  pack(): Buffer {
    if (!this.#packed) {
      this.#packed = deflateRawSync(this.#text, { level: 1 });
      this.#events = [];
      this.#text = '';
    }
    return this.#packed;
  }

  #unpack(): void {
    if (!this.#packed) return;
    this.#text = this.text;
    this.#packed = undefined;
    this.#events = JSON.parse(`[${this.#text}]`) as HistoryEvent[];
  }
}
