// A task of the replayed orchestration: like a .NET Task it runs its continuations at once, within the event that
// completes it, which a JavaScript promise would not.

export class Future {
  #state: 'pending' | 'done' | 'failed' = 'pending';
  #error: string | undefined;
  #continuations: (() => void)[] = [];
  readonly #children: readonly Future[];

  constructor(children: readonly Future[] = []) {
    this.#children = children;
  }

  get settled(): boolean {
    return this.#state !== 'pending';
  }

  get error(): string | undefined {
    return this.#error;
  }

  get failed(): boolean {
    return this.#state === 'failed';
  }

  /** A task inside this group has failed. */
  get childFailed(): boolean {
    return this.#children.some((child) => child.failed || child.childFailed);
  }

  succeed(): void {
    this.#settle('done');
  }

  fail(error: string): void {
    this.#error ??= error;
    this.#settle('failed');
  }

  whenSettled(continuation: () => void): void {
    if (this.settled) continuation();
    else this.#continuations.push(continuation);
  }

  #settle(state: 'done' | 'failed'): void {
    if (this.settled) return;
    this.#state = state;
    const continuations = this.#continuations;
    this.#continuations = [];
    for (const run of continuations) run();
  }
}

export function settled(): Future {
  const future = new Future();
  future.succeed();
  return future;
}

export function failed(error: string): Future {
  const future = new Future();
  future.fail(error);
  return future;
}

/** Waits for all, also when some fail: the host does not fail fast, unlike the library's Task.all. */
export function all(futures: readonly Future[]): Future {
  const result = new Future(futures);
  let open = futures.length;
  const finish = () => {
    const fault = futures.find((future) => future.failed);
    if (fault) result.fail(fault.error ?? '');
    else result.succeed();
  };
  if (open === 0) finish();
  for (const future of futures) {
    future.whenSettled(() => {
      open -= 1;
      if (open === 0) finish();
    });
  }
  return result;
}

export function any(futures: readonly Future[]): Future {
  const result = new Future(futures);
  for (const future of futures) future.whenSettled(() => result.succeed());
  return result;
}
