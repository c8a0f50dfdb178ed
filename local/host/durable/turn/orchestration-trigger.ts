// The JSON text that an orchestrator function receives. Key order and the misspelling are the extension's.

import type { DurableOptions } from '../options.ts';

export interface TriggerContent {
  readonly pastText: string;
  readonly freshText: string;
  /** JSON text. */
  readonly input: string | null;
  readonly instanceId: string;
  readonly parentInstanceId: string | null;
  readonly isReplaying: boolean;
}

export function orchestrationTrigger(content: TriggerContent, options: DurableOptions): string {
  const { pastText, freshText } = content;
  const history = pastText === '' ? freshText : `${pastText},${freshText}`;
  const rest = JSON.stringify({
    instanceId: content.instanceId,
    isReplaying: content.isReplaying,
    parentInstanceId: content.parentInstanceId,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: timeSpan(options.longTimerIntervalMs),
    maximumShortTimerDuration: timeSpan(options.maximumShortTimerMs),
    defaultHttpAsyncRequestSleepTimeMillseconds: options.defaultHttpAsyncSleepMs,
  });
  return `{"history":[${history}],"input":${content.input ?? 'null'},${rest.slice(1)}`;
}

/** A .NET TimeSpan: `3.00:00:00`, `00:00:08`. */
function timeSpan(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map(two)
    .join(':');
  const days = Math.floor(seconds / 86_400);
  return days > 0 ? `${days}.${clock}` : clock;
}
