// What a client may do to orchestrations: start, raise, terminate, suspend, resume, purge. Every change is on disk
// before its caller is answered.

import { randomBytes } from 'node:crypto';
import type { HostClock } from '../../clock.ts';
import type { EventRaised, HistoryEvent } from '../history/events.ts';
import {
  eventRaised,
  executionStarted,
  executionTerminated,
  genericEvent,
  suspensionChanged,
} from '../history/make-events.ts';
import type { DurableOptions } from '../options.ts';
import type { RuntimeStatus } from '../runtime-status.ts';
import { isFinal } from '../runtime-status.ts';
import type { Instance } from '../store/instance.ts';
import type { JournalRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';

export interface ClientPorts {
  readonly store: Store;
  readonly clock: HostClock;
  readonly options: DurableOptions;
  newExecutionId(): string;
}

export interface StartRequest {
  readonly name: string;
  readonly instanceId: string | undefined;
  readonly version: string | null;
  /** JSON text. */
  readonly input: string | null;
}

export type Started =
  | { readonly started: true; readonly instanceId: string }
  | { readonly started: false; readonly status: RuntimeStatus };

export class DurableClient {
  readonly #ports: ClientPorts;
  /** Starts on their way to the disk: a second one of the same id must see them. */
  readonly #starting = new Set<string>();
  #created = 0;

  constructor(ports: ClientPorts) {
    this.#ports = ports;
  }

  get instances(): ReadonlyMap<string, Instance> {
    return this.#ports.store.state.instances;
  }

  async start({ name, instanceId, version, input }: StartRequest): Promise<Started> {
    const { options, clock, newExecutionId } = this.#ports;
    const id = instanceId ?? this.#newInstanceId();
    const before = this.instances.get(id);
    const existing = this.#starting.has(id) ? 'Pending' : before?.status;
    const replaceable = existing === undefined || isFinal(existing);
    if (!replaceable && options.overridableExistingInstanceStates === 'NonRunningStates') {
      return { started: false, status: existing };
    }
    const event = executionStarted(
      {
        instance: { InstanceId: id, ExecutionId: newExecutionId() },
        parent: null,
        name,
        version: version ?? options.defaultVersion,
        input,
        generation: before ? before.starts + 1 : 0,
      },
      clock.now(),
    );
    this.#starting.add(id);
    await this.#send(id, event);
    this.#starting.delete(id);
    return { started: true, instanceId: id };
  }

  raiseEvent(instance: Instance, name: string, input: string): Promise<void> {
    const event: EventRaised = eventRaised(name, input, this.#ports.clock.now());
    return this.#send(instance.id, event);
  }

  terminate(instance: Instance, reason: string | null): Promise<void> {
    return this.#send(instance.id, executionTerminated(reason, this.#ports.clock.now()));
  }

  setSuspended(instance: Instance, suspended: boolean, reason: string | null): Promise<void> {
    return this.#send(instance.id, suspensionChanged(suspended, reason, this.#ports.clock.now()));
  }

  rewind(instance: Instance, reason: string | null): Promise<void> {
    const event = genericEvent(reason, this.#ports.clock.now());
    return this.#commit({ kind: 'rewind', instanceId: instance.id, event });
  }

  async purge(instanceIds: readonly string[]): Promise<void> {
    if (instanceIds.length > 0) await this.#commit({ kind: 'purge', instanceIds });
  }

  /** 32 hex digits that sort by time, so that lists show instances as they were started. */
  #newInstanceId(): string {
    this.#created += 1;
    const time = this.#ports.clock.now().toString(16).padStart(12, '0');
    const count = (this.#created % 0x10000).toString(16).padStart(4, '0');
    return `${time}${count}${randomBytes(8).toString('hex')}`;
  }

  #send(to: string, event: HistoryEvent): Promise<void> {
    return this.#commit({ kind: 'message', envelope: { to, event } });
  }

  #commit(record: JournalRecord): Promise<void> {
    return this.#ports.store.commit(record);
  }
}
