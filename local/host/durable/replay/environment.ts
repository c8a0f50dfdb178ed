// What a replay has to know beyond the history and the function's answer.

export interface ReplayEnvironment {
  readonly executionId: string;
  readonly instanceId: string;
  readonly parentInstanceId: string | null;
  readonly functionName: string;
  /** A timer further away is cut into pieces. */
  readonly maximumShortTimerMs: number;
  readonly longTimerIntervalMs: number;
  readonly maxActions: number;
  /** host.json defaultVersion: stamped on sub-orchestrations that name none. */
  readonly defaultVersion: string | null;
  isKnown(kind: 'activity' | 'orchestrator', name: string): boolean;
}
