// What the host warns of: habits that an app gets away with here and pays for on Azure, or that break it anywhere.

export type WarningCode =
  | 'reused-task'
  | 'replay-diverged'
  | 'never-continues'
  | 'unknown-function'
  | 'open-timer'
  | 'open-work'
  | 'lost-event'
  | 'timestamp-in-input'
  | 'boolean-input'
  | 'text-continue-as-new'
  | 'retry-timeout'
  | 'large-message'
  | 'large-history'
  | 'event-without-data'
  | 'version-without-default';

export interface Warning {
  readonly code: WarningCode;
  readonly text: string;
}

/** `instanceId` tells which orchestration did it. */
export type Warn = (instanceId: string, code: WarningCode, text: string) => void;
