// Ports that go wrong on request: a call fails, fails after its effect, fails and takes effect later, hangs, is slow, or
// answers with what was. Which call and how is decided by a script, by a seed (seeded-faults.ts) or by a test's function.

import type { StoreErrorCode } from '../ports/object-store.ts';
import { storeError } from '../ports/object-store.ts';
import { resourceError } from '../ports/resource-error.ts';
import type { Intercept, PortCall, PortMethod, PortName, Ports } from './port-methods.ts';
import { interceptPort, traitsOf } from './port-methods.ts';

/** What happens to one call. */
export type Strike =
  /** Fails without effect. */
  | { readonly thrown: Error }
  /** Takes effect; the answer is lost. */
  | { readonly thrownAfter: Error }
  /** Fails; the request is still under way, and takes effect so much later. */
  | { readonly thrownBefore: Error; readonly effectAfterMs: number }
  /** Never answers, and has its effect or not. */
  | { readonly hangs: 'without-effect' | 'after-effect' }
  /** Takes effect so much later, and then answers. */
  | { readonly slowMs: number }
  /** A reading call answers as it last answered the same question, or as where nothing is when it was never asked. */
  | { readonly stale: true }
  /** Keeps the call from the port. */
  | { readonly answer: unknown };

/** Asked once per call. May throw: then the call has no effect. */
export type FaultSource = (call: PortCall) => Strike | undefined;

export type Sleep = (ms: number) => Promise<void>;

const realSleep: Sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param remembers false where nothing is ever stale: then no answer is kept for it */
export const withFaults = <P extends PortName>(
  name: P,
  port: Ports[P],
  source: FaultSource,
  sleep: Sleep = realSleep,
  remembers = true,
): Ports[P] => interceptPort(name, port, faultInjector(source, sleep, remembers));

const faultInjector = (source: FaultSource, sleep: Sleep, remembers: boolean): Intercept => {
  const remember = remembers ? keep : () => undefined;
  const answers = new Map<string, unknown>();
  const promised = async (call: PortCall, act: () => unknown): Promise<unknown> => {
    const strike = source(call);
    const answer = strike === undefined ? await act() : await carryOut(strike, call, act);
    if (strike === undefined || 'slowMs' in strike) remember(answers, call, answer);
    return answer;
  };
  const carryOut = async (strike: Strike, call: PortCall, act: () => unknown): Promise<unknown> => {
    if ('answer' in strike) return strike.answer;
    if ('stale' in strike) return staleAnswer(answers, call);
    if ('thrown' in strike) throw strike.thrown;
    if ('thrownBefore' in strike) {
      const { effectAfterMs, thrownBefore } = strike;
      // Nobody waits for it any more, so nobody hears of its failure.
      void sleep(effectAfterMs)
        .then(act)
        .catch(() => undefined);
      throw thrownBefore;
    }
    if ('slowMs' in strike) await sleep(strike.slowMs);
    if ('hangs' in strike && strike.hangs === 'without-effect') return await never();
    const answer = await act();
    if ('hangs' in strike) return await never();
    if ('thrownAfter' in strike) {
      remember(answers, call, answer);
      throw strike.thrownAfter;
    }
    return answer;
  };
  const atOnce = (call: PortCall, act: () => unknown): unknown => {
    const strike = source(call);
    if (strike !== undefined && 'answer' in strike) return strike.answer;
    if (strike !== undefined && 'stale' in strike) return staleAnswer(answers, call);
    if (strike !== undefined && 'thrown' in strike) throw strike.thrown;
    if (strike !== undefined && !('thrownAfter' in strike))
      throw new Error(`${call.method} answers at once: it cannot ${Object.keys(strike).join()}`);
    const answer = act();
    remember(answers, call, answer);
    if (strike !== undefined) throw strike.thrownAfter;
    return answer;
  };
  return (call, act) => (call.immediate ? atOnce(call, act) : promised(call, act));
};

const never = (): Promise<never> => new Promise(() => undefined);

const questionOf = ({ account, method, args }: PortCall): string => JSON.stringify([account, method, args]);

const keep = (answers: Map<string, unknown>, call: PortCall, answer: unknown): void => {
  if (traitsOf(call).kind === 'reads') answers.set(questionOf(call), answer);
};

const staleAnswer = (answers: ReadonlyMap<string, unknown>, call: PortCall): unknown => {
  const traits = traitsOf(call);
  if (traits.kind !== 'reads') throw new Error(`${call.method} does not read, so it cannot be stale`);
  const question = questionOf(call);
  return answers.has(question) ? answers.get(question) : traits.nothing;
};

// ---- A script

export interface Fault {
  readonly method: PortMethod;
  /** Where ports have methods of the same name; absent: whichever it is. */
  readonly port?: PortName;
  /** Which of the calls that match, counted from 1; absent: every one. */
  readonly call?: number;
  /** Only calls on this account (by name). */
  readonly account?: string;
  /** Only calls that concern this container (of a copy: the target). */
  readonly container?: string;
  /** Only calls that concern this blob. */
  readonly blob?: string;
  /** As the strikes above, in their order. */
  readonly when: 'before' | 'after' | 'late' | 'hang' | 'hang-after' | 'slow' | 'stale';
  /** Of `late` and `slow`. */
  readonly ms?: number;
  /** Of a store's fault: 'unavailable' unless told. */
  readonly error?: StoreErrorCode;
}

const matches = (fault: Fault, call: PortCall): boolean =>
  fault.method === call.method &&
  (['port', 'account', 'container', 'blob'] as const).every(
    (key) => fault[key] === undefined || fault[key] === call[key],
  );

const storePorts: ReadonlySet<PortName> = new Set(['objectStore', 'storageAccounts']);
const resourcePorts: ReadonlySet<PortName> = new Set(['elasticSan', 'managedDisks', 'resourceGroups']);

/** As the port itself says that it cannot just now. */
export const injectedError = (call: PortCall, what: string, code: StoreErrorCode = 'unavailable'): Error => {
  const message = `Injected ${what} ${call.account ?? call.port}.${call.method}`;
  const serviceCode = 'InjectedFault';
  if (storePorts.has(call.port)) return storeError(code, message, { serviceCode });
  if (!resourcePorts.has(call.port)) return new Error(message);
  return resourceError(code === 'throttled' ? code : 'unavailable', message, { serviceCode });
};

const strikeOf = ({ when, error, ms = 0 }: Fault, call: PortCall): Strike => {
  const thrown = injectedError(call, when, error);
  const strikes: Readonly<Record<Fault['when'], Strike>> = {
    before: { thrown },
    after: { thrownAfter: thrown },
    late: { thrownBefore: thrown, effectAfterMs: ms },
    hang: { hangs: 'without-effect' },
    'hang-after': { hangs: 'after-effect' },
    slow: { slowMs: ms },
    stale: { stale: true },
  };
  return strikes[when];
};

/** The faults of one test, counted over all ports that share the script. */
export class FaultScript {
  readonly faults: readonly Fault[];
  private readonly seen: number[];
  private readonly struck: boolean[];

  constructor(faults: readonly Fault[]) {
    this.faults = faults;
    this.seen = faults.map(() => 0);
    this.struck = faults.map(() => false);
  }

  /** Faults that have not struck yet: a test that expects them all checks that this is empty. */
  get pending(): readonly Fault[] {
    return this.faults.filter((_, index) => this.struck[index] !== true);
  }

  /** Counts the call, and tells what is due for it. */
  readonly next: FaultSource = (call) => {
    let due: Fault | undefined;
    for (const [index, fault] of this.faults.entries()) {
      if (!matches(fault, call)) continue;
      const count = (this.seen[index] ?? 0) + 1;
      this.seen[index] = count;
      if (due === undefined && (fault.call === undefined || fault.call === count)) {
        due = fault;
        this.struck[index] = true;
      }
    }
    return due === undefined ? undefined : strikeOf(due, call);
  };
}
