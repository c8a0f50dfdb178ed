// The Durable Task history events as the orchestrator function receives them: field names, and their order in the
// makers of make-events.ts, are part of the protocol (recorded from extension 3.15.2).

export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  GenericEvent: 17,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

type Types = typeof EventType;

interface Stamped<T extends number> {
  readonly EventType: T;
  /** The sequence number of scheduled work; -1 for everything else. */
  readonly EventId: number;
  /** True once a replay has processed the event; scheduling events are stored before that and stay false. */
  IsPlayed: boolean;
  readonly Timestamp: string;
}

export interface OrchestrationInstance {
  readonly InstanceId: string;
  readonly ExecutionId: string;
}

export interface ParentInstance {
  readonly Name: string;
  readonly OrchestrationInstance: OrchestrationInstance;
  readonly TaskScheduleId: number;
  readonly Version: string | null;
}

export interface ExecutionStarted extends Stamped<Types['ExecutionStarted']> {
  readonly OrchestrationInstance: OrchestrationInstance;
  readonly ParentInstance: ParentInstance | null;
  readonly Name: string;
  readonly Version: string | null;
  /** JSON text. */
  readonly Input: string | null;
  readonly Generation: number | null;
}

export interface ExecutionCompleted extends Stamped<Types['ExecutionCompleted']> {
  readonly OrchestrationStatus: string;
  readonly Result: string | null;
  readonly FailureDetails: null;
}

export interface ExecutionTerminated extends Stamped<Types['ExecutionTerminated']> {
  readonly Input: string | null;
}

export interface TaskScheduled extends Stamped<Types['TaskScheduled']> {
  readonly Name: string;
  readonly Version: string;
}

export interface SubOrchestrationCreated extends Stamped<Types['SubOrchestrationInstanceCreated']> {
  readonly Name: string;
  readonly Version: string | null;
  readonly InstanceId: string;
}

export interface TaskSucceeded
  extends Stamped<Types['TaskCompleted'] | Types['SubOrchestrationInstanceCompleted']> {
  readonly TaskScheduledId: number;
  /** JSON text. */
  readonly Result: string | null;
}

export interface TaskFaulted extends Stamped<Types['TaskFailed'] | Types['SubOrchestrationInstanceFailed']> {
  readonly TaskScheduledId: number;
  readonly Reason: string | null;
  readonly Details: string | null;
}

export interface TimerCreated extends Stamped<Types['TimerCreated']> {
  readonly FireAt: string;
}

export interface TimerFired extends Stamped<Types['TimerFired']> {
  readonly TimerId: number;
  readonly FireAt: string;
}

export interface TurnBoundary
  extends Stamped<Types['OrchestratorStarted'] | Types['OrchestratorCompleted']> {}

export interface EventSent extends Stamped<Types['EventSent']> {
  readonly InstanceId: string;
  readonly Name: string;
  readonly Input: string;
}

export interface EventRaised extends Stamped<Types['EventRaised']> {
  readonly Name: string;
  /** JSON text. */
  readonly Input: string | null;
}

export interface GenericEvent extends Stamped<Types['GenericEvent']> {
  readonly Data: string | null;
}

export interface SuspensionChanged extends Stamped<Types['ExecutionSuspended'] | Types['ExecutionResumed']> {
  readonly Reason: string | null;
}

export type HistoryEvent =
  | ExecutionStarted
  | ExecutionCompleted
  | ExecutionTerminated
  | TaskScheduled
  | SubOrchestrationCreated
  | TaskSucceeded
  | TaskFaulted
  | TimerCreated
  | TimerFired
  | TurnBoundary
  | EventSent
  | EventRaised
  | GenericEvent
  | SuspensionChanged;

const names = new Map<number, string>(Object.entries(EventType).map(([name, type]) => [type, name]));

export function eventTypeName(type: number): string {
  return names.get(type) ?? String(type);
}
