// Orchestrations as the host's Durable API lists them.

import type { TestApp } from './app.ts';
import { eventually } from './eventually.ts';

interface InstanceRow {
  readonly instanceId: string;
  readonly runtimeStatus: string;
}

const runningInstances = async (app: TestApp): Promise<readonly InstanceRow[]> => {
  const path =
    '/runtime/webhooks/durabletask/instances?runtimeStatus=Pending,Running,ContinuedAsNew,Suspended';
  const answer = await fetch(`${app.baseUrl}${path}`);
  if (!answer.ok) throw new Error(`The host lists no instances: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as readonly InstanceRow[];
};

export const allEnded = async (app: TestApp, withinMs = 120_000, everyMs = 50): Promise<void> => {
  let running: readonly InstanceRow[] = [];
  const ended = async (): Promise<boolean> => {
    running = await runningInstances(app);
    return running.length === 0;
  };
  await eventually('all orchestrations to end', ended, { withinMs, everyMs }).catch((cause: unknown) => {
    throw new Error(`These did not end: ${JSON.stringify(running)}`, { cause });
  });
};
