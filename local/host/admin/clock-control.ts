// `POST /admin/host/clock` of a host with a driven clock: where to advance it. Pure.

/** Drives time to an instant, everything due on the way fired in order and settled. */
export type AdvanceClock = (toMs: number) => Promise<void>;

/** The instant that a request asks for; undefined when it cannot be read or lies in the past. */
export function advanceTarget(body: string, nowMs: number): number | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { advanceTo, advanceBy } = (value ?? {}) as { advanceTo?: unknown; advanceBy?: unknown };
  const target = typeof advanceBy === 'number' ? nowMs + advanceBy : Date.parse(String(advanceTo));
  return Number.isFinite(target) && target >= nowMs ? target : undefined;
}
