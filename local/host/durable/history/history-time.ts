// Times as the extension's JSON writes them: UTC, without trailing zeros in the fraction.

export function historyTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.?0+Z$/, 'Z');
}

/** createdTime and lastUpdatedTime of a status: whole seconds. */
export function statusTime(historyTime: string): string {
  return `${historyTime.slice(0, 19)}Z`;
}

/** `ScheduledTime` in a status's history: the same instant with a numeric offset. */
export function offsetTime(historyTime: string): string {
  return historyTime.replace(/Z$/, '+00:00');
}
