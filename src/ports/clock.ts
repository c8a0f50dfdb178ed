// Port: wall-clock time for adapters and HTTP handlers. Workflows take time from the orchestration, activities from their input where it matters.

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}
