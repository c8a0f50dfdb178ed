// Runs activities, at most so many at a time, in the order in which they were scheduled.

export interface ActivityJob {
  run(): Promise<void>;
}

export class ActivityPool {
  readonly #limit: number;
  readonly #onIdle: () => void;
  #waiting: ActivityJob[] = [];
  #next = 0;
  #running = 0;
  #stopped = false;

  constructor(limit: number, onIdle: () => void) {
    this.#limit = limit;
    this.#onIdle = onIdle;
  }

  /** Running and waiting. */
  get size(): number {
    return this.#running + this.#waiting.length - this.#next;
  }

  add(job: ActivityJob): void {
    this.#waiting.push(job);
    this.#startMore();
  }

  /** What runs ends; nothing new begins. Unfinished activities run again after a restart. */
  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    this.#next = 0;
  }

  #startMore(): void {
    while (!this.#stopped && this.#running < this.#limit) {
      const job = this.#waiting[this.#next];
      if (!job) break;
      this.#next += 1;
      this.#running += 1;
      void job.run().finally(() => {
        this.#running -= 1;
        this.#startMore();
        if (this.size === 0) this.#onIdle();
      });
    }
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
  }
}
