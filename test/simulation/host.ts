// One process of the app: composed anew at every start, on ports that go wrong by the seed. When it is killed, all that it
// was at is lost; only what it has sent may still arrive.

import type { Holdfast } from '../../src/composition/holdfast.ts';
import { composeHoldfast } from '../../src/composition/holdfast.ts';
import type { Operations } from '../../src/composition/operations.ts';
import type { Settings } from '../../src/config/schema.ts';
import type { FaultSource } from '../../src/memory/faults.ts';
import { withFaults } from '../../src/memory/faults.ts';
import { interceptPort } from '../../src/memory/port-methods.ts';
import type { Log } from '../../src/ports/log.ts';
import type { StorageAccounts } from '../../src/ports/object-store.ts';
import type { WorkflowClient } from '../../src/ports/workflow-client.ts';
import type { ActivityName } from '../../src/workflows/catalogue.ts';
import type { ActivityOutcome } from '../support/orchestration.ts';
import type { PortScheduler, Sender } from './port-scheduler.ts';

export interface HostParts {
  readonly name: string;
  readonly settings: Settings;
  readonly accounts: StorageAccounts;
  readonly workflows: WorkflowClient;
  readonly scheduler: PortScheduler;
  readonly faults: FaultSource;
  readonly time: { readonly now: number };
  readonly log: Log;
  readonly onOperation: (name: string) => void;
}

/** functionTimeout of host.json: the host that runs something for longer is ended. */
const TIMEOUT_MS = 30 * 60_000;

export class Host implements Sender {
  readonly name: string;
  dead = false;
  private readonly parts: HostParts;
  private readonly holdfast: Holdfast;
  private readonly workflows: WorkflowClient;
  private readonly began = new Map<object, number>();

  constructor(parts: HostParts) {
    const { name, settings, accounts, workflows, scheduler, faults, time } = parts;
    this.parts = parts;
    this.name = name;
    const intercept = scheduler.intercept(this);
    const sleep = scheduler.sleep(this);
    const storage = withFaults(
      'storageAccounts',
      interceptPort('storageAccounts', accounts, intercept),
      faults,
      sleep,
      // A storage account answers with what is (world.ts).
      false,
    );
    this.workflows = withFaults(
      'workflowClient',
      interceptPort('workflowClient', workflows, intercept),
      faults,
      sleep,
    );
    this.holdfast = composeHoldfast(settings, storage, { now: () => time.now });
  }

  /** When the first of what runs has run for too long. */
  get timeout(): number | undefined {
    return this.began.size === 0 ? undefined : Math.min(...this.began.values()) + TIMEOUT_MS;
  }

  get isIdle(): boolean {
    return this.began.size === 0;
  }

  activity(name: string, input: object, ended: (outcome: ActivityOutcome) => void): void {
    const implementation = this.holdfast.activities(this.parts.log)[name as ActivityName];
    this.run(
      () => (implementation as (input: object) => Promise<object>)(structuredClone(input)),
      (output) => ended({ output }),
      (error) => ended({ error }),
    );
  }

  operation(
    work: (operations: Operations, workflows: WorkflowClient) => Promise<unknown>,
    ended: (result: string) => void,
  ): void {
    this.run(
      () => work(this.noted(this.holdfast.operations(this.parts.log)), this.workflows),
      (answer) => ended(`answered ${JSON.stringify(answer)}`),
      (error) => ended(`failed ${String(error)}`),
    );
  }

  /** So that a simulation can say which operations it has asked for. */
  private noted(operations: Operations): Operations {
    return new Proxy(operations, {
      get: (target, name) => {
        this.parts.onOperation(String(name));
        return Reflect.get(target, name);
      },
    });
  }

  private run<T>(work: () => Promise<T>, done: (answer: T) => void, failed: (error: unknown) => void): void {
    const token = {};
    this.began.set(token, this.parts.time.now);
    const end = (): void => void this.began.delete(token);
    void work().then(
      (answer) => {
        end();
        done(answer);
      },
      (error: unknown) => {
        end();
        failed(error);
      },
    );
  }
}
