// With a driven clock the app must see driven time too: `Date` of the whole process then asks the host's clock.

import type { HostClock } from './clock.ts';

/** Returns the way back. */
export function driveGlobalDate(clock: HostClock): () => void {
  const RealDate = globalThis.Date;
  const DrivenDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [clock.now()] : args, newTarget),
    apply: () => new RealDate(clock.now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? () => clock.now() : Reflect.get(target, key, receiver)),
  });
  globalThis.Date = DrivenDate;
  return () => {
    globalThis.Date = RealDate;
  };
}
