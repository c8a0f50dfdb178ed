// What the parts of one host share.

import type { HostConfig } from './config/host-json.ts';
import type { HostOptions, Setup } from './host-options.ts';
import type { HostTime } from './host-time.ts';
import type { HostLog } from './log.ts';

export interface HostContext {
  readonly options: HostOptions;
  readonly setup: Setup;
  readonly config: HostConfig;
  readonly time: HostTime;
  readonly log: HostLog;
}
