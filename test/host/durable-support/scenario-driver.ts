// Plays a recorded scenario's driver against an engine in driven time: its waits move the clock, and whatever can
// happen at an instant has happened before the clock moves on.

import type { HostClock } from '../../../local/host/clock.ts';
import type { DrivenClock } from '../../../local/host/driven-clock.ts';
import type { Answer, EngineFixture, InstanceStatus } from './engine-fixture.ts';
import { expression } from './scenario-app.ts';

const FINAL = ['Completed', 'Failed', 'Terminated'];

type Drive = (driver: ScenarioDriver) => Promise<void>;

interface StartOptions {
  readonly instanceId: string;
  readonly input?: unknown;
  readonly version?: string;
}

interface PurgeFilter {
  readonly createdTimeFrom: Date;
  readonly runtimeStatus: readonly string[];
}

interface RequestOptions {
  readonly ct?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Read {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}

export class ScenarioDriver {
  readonly #fixture: EngineFixture;
  readonly #clock: DrivenClock;
  readonly #asleep = new Set<() => void>();

  constructor(fixture: EngineFixture, clock: DrivenClock) {
    this.#fixture = fixture;
    this.#clock = clock;
    globalThis.scenarioSleep = (wake, ms) => {
      this.#asleep.add(wake);
      clock.at(clock.now() + ms, () => {
        this.#asleep.delete(wake);
        wake();
      });
    };
  }

  async play(driver: string): Promise<void> {
    // The recordings hold their drivers as text; they see the clock's time.
    const run = new Function('Date', `return ${expression(driver)}`)(dateOf(this.#clock)) as Drive;
    await run(this);
    await this.#settle();
  }

  // ---- what the drivers call ----

  async sleep(ms: number): Promise<void> {
    await this.#clock.advanceTo(this.#clock.now() + ms, () => this.#settle());
  }

  async start(
    name: string,
    id: string,
    input: unknown,
    options: { raw?: string | null } = {},
  ): Promise<void> {
    const body = 'raw' in options ? (options.raw ?? null) : JSON.stringify(input ?? null);
    await this.http('POST', `orchestrators/${name}/${id}`, body);
  }

  async event(id: string, name: string, body: string): Promise<void> {
    await this.http('POST', `instances/${id}/raiseEvent/${name}`, body);
  }

  async http(
    method: string,
    target: string,
    body: string | null = null,
    options: RequestOptions = {},
  ): Promise<Read> {
    const type = options.ct === undefined ? (body === null ? null : 'application/json') : options.ct;
    const [path = '', query = ''] = target.split('?');
    const asked = this.#fixture.engine.handle({
      method,
      path,
      query,
      headers: { ...(type === null ? {} : { 'content-type': type }), ...options.headers },
      body: body ?? '',
      origin: 'http://HOST',
      via: 'public',
    });
    if (query.includes('pollingInterval')) await this.#passTimeUntil(asked);
    const answer = await asked;
    await this.#settle();
    return this.#read(answer);
  }

  /** A start that waits for the end is answered in the course of time. */
  async #passTimeUntil(asked: Promise<unknown>): Promise<void> {
    let answered = false;
    const done = asked.finally(() => {
      answered = true;
    });
    while (!answered) await this.sleep(50);
    await done;
  }

  #read({ status, headers, body }: Answer): Read {
    return { status, headers, json: body === '' ? undefined : JSON.parse(body) };
  }

  rpc(method: string, target: string, body: string | null = null): Promise<Read> {
    return this.http(method, target, body);
  }

  get(id: string): Promise<Read> {
    return this.http('GET', `instances/${id}`);
  }

  async until(id: string, reached: (status: InstanceStatus) => boolean, timeoutMs = 15_000): Promise<void> {
    for (const end = this.#clock.now() + timeoutMs; ; ) {
      const status = await this.#fixture.status(id);
      if ((status && reached(status)) || this.#clock.now() > end) return;
      await this.sleep(100);
    }
  }

  async running(id: string): Promise<void> {
    await this.until(id, ({ runtimeStatus }) => runtimeStatus === 'Running');
    await this.sleep(300);
  }

  async done(id: string, options: { timeout?: number } = {}): Promise<void> {
    await this.until(id, ({ runtimeStatus }) => FINAL.includes(runtimeStatus), options.timeout);
    await this.sleep(150);
  }

  /** The library's client, as far as its calls make orchestrations go. */
  async client(method: string, name: string, ...rest: readonly unknown[]): Promise<void> {
    if (method === 'startNew') {
      const { instanceId, input, version } = rest[0] as StartOptions;
      const query = version === undefined ? '' : `?version=${version}`;
      const body = JSON.stringify(input === undefined ? '' : input);
      await this.http('POST', `orchestrators/${name}/${instanceId}${query}`, body);
    } else if (method === 'raiseEvent') {
      const body = rest[1] === undefined ? '' : JSON.stringify(rest[1]);
      await this.http('POST', `instances/${name}/raiseEvent/${rest[0]}`, body);
    } else if (method === 'purgeInstanceHistoryBy') {
      const { createdTimeFrom, runtimeStatus } = name as unknown as PurgeFilter;
      const query = `createdTimeFrom=${createdTimeFrom.toISOString()}&runtimeStatus=${runtimeStatus.join(',')}`;
      await this.http('DELETE', `instances?${query}`);
    }
  }

  /** A look at the sub-orchestrations: every call of theirs is compared anyway. */
  children(): Promise<void> {
    return Promise.resolve();
  }

  /** An answer that the library makes by itself. */
  clientResponse(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing runs but what waits for the clock. */
  async #settle(): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
    } while (
      this.#fixture.engine.running.turns > 0 ||
      this.#fixture.engine.running.activities > this.#asleep.size
    );
  }
}

function dateOf(clock: DrivenClock): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args) => Reflect.construct(target, args.length === 0 ? [clock.now()] : args),
  });
}

/** A driven clock on which work takes time: a millisecond whenever somebody looks. */
export function tickingClock(clock: DrivenClock): HostClock {
  let ticks = 0;
  return {
    now() {
      ticks += 1;
      return clock.now() + ticks;
    },
    at: (atMs, fire) => clock.at(atMs - ticks, fire),
  };
}
