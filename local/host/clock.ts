// The one source of time in the embedded host: timers, durable timers and timestamps all ask it, so that a
// driven clock can play years of schedules in seconds.

export interface HostClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `fire` once at or after `atMs` (any distance; longer than setTimeout allows is fine). Returns the cancellation. */
  at(atMs: number, fire: () => void): () => void;
}
