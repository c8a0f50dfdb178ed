// Registers every orchestration of the catalogue.

import type { OrchestrationContext, OrchestrationHandler } from 'durable-functions';
import { app } from 'durable-functions';
import { orchestrations } from '../../src/workflows/catalogue.ts';
import type { Workflow } from '../../src/workflows/engine.ts';
import { workflows } from '../../src/workflows/workflows.ts';

/** The SDK's context fits the narrow one of the workflows; its generators are typed with its own tasks. */
const toHandler = (workflow: Workflow<object>): OrchestrationHandler =>
  workflow as unknown as (context: OrchestrationContext) => ReturnType<OrchestrationHandler>;

export const registerOrchestrations = (): void => {
  for (const name of Object.keys(orchestrations) as (keyof typeof orchestrations)[]) {
    app.orchestration(orchestrations[name], toHandler(workflows[name]));
  }
};
