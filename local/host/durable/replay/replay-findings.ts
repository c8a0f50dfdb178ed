// What a replay learnt on the way that is no decision but lets the host warn of misuse.

export interface ReplayFindings {
  /** The function's last action is done and it has returned or failed. */
  readonly returned: boolean;
  /** The top-level action for which the host waits. */
  readonly waiting: WaitingAction | undefined;
  readonly openTimers: number;
  /** Open activities and sub-orchestrations. */
  readonly openWork: number;
  /** Names of events that came and that nobody waited for. */
  readonly unclaimedEvents: readonly string[];
  readonly suspended: boolean;
  /** An instant for which a timer was asked again while the first was still open. */
  readonly reusedTimer: string | undefined;
}

export interface WaitingAction {
  readonly index: number;
  /** The library's Task.all fails fast, the host waits for all: then the function is rightly ahead. */
  readonly childFailed: boolean;
}
