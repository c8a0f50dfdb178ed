// The workflow client port in memory: remembers what was started and raised, and ends workflows when a test says so.

import type { WorkflowClient } from '../../src/ports/workflow-client.ts';

interface StartedWorkflow {
  readonly workflow: string;
  readonly id: string;
  readonly input: object;
}

export class MemoryWorkflows implements WorkflowClient {
  readonly started: StartedWorkflow[] = [];
  readonly raised: { readonly id: string; readonly event: string; readonly data: object }[] = [];
  readonly terminated: { readonly id: string; readonly reason: string }[] = [];
  private readonly states = new Map<string, 'running' | 'ended'>();
  /** While set, starting fails as when the Durable extension does not answer. */
  unavailable = false;

  async start(workflow: string, id: string, input: object): Promise<'started' | 'already-running'> {
    if (this.unavailable) throw new Error('The workflow engine does not answer');
    if (this.states.get(id) === 'running') return 'already-running';
    this.states.set(id, 'running');
    this.started.push({ workflow, id, input });
    return 'started';
  }

  async state(id: string): Promise<'running' | 'ended' | 'absent'> {
    return this.states.get(id) ?? 'absent';
  }

  async raiseEvent(id: string, event: string, data: object): Promise<'delivered' | 'ignored'> {
    if (this.states.get(id) !== 'running') return 'ignored';
    this.raised.push({ id, event, data });
    return 'delivered';
  }

  async terminate(id: string, reason: string): Promise<'terminated' | 'ignored'> {
    if (!this.states.has(id)) return 'ignored';
    this.terminated.push({ id, reason });
    this.states.set(id, 'ended');
    return 'terminated';
  }

  end(id: string): void {
    this.states.set(id, 'ended');
  }
}
