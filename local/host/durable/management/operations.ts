// Answers the operations on one instance: raise an event, terminate, suspend, resume, restart, rewind.

import { isFinal } from '../runtime-status.ts';
import type { Instance } from '../store/instance.ts';
import type { Warn } from '../warnings.ts';
import { readJson } from './json-content.ts';
import type { ManagementAnswer, ManagementRequest } from './message.ts';
import { empty, json, problem, wentWrong } from './message.ts';
import { Query } from './query.ts';
import type { StartPorts } from './start.ts';
import { answerStarted, invalidJson } from './start.ts';

export interface OperationPorts extends StartPorts {
  readonly warn: Warn;
}

export async function answerRaiseEvent(
  { client, warn }: OperationPorts,
  request: ManagementRequest,
  { instanceId, eventName }: { readonly instanceId: string; readonly eventName: string },
): Promise<ManagementAnswer> {
  const instance = client.instances.get(instanceId);
  if (!instance) return empty(404);
  if (isFinal(instance.status)) return empty(410);
  const type = request.headers['content-type'];
  if (typeof type !== 'string' || !/^application\/json\s*(;|$)/i.test(type)) {
    if (request.body === '') warn(instanceId, 'event-without-data', withoutData(eventName));
    return json(400, { Message: 'Only application/json request content is supported' });
  }
  const content = readJson(request.body);
  if (!content.valid) {
    if (request.body.trim() === '') warn(instanceId, 'event-without-data', withoutData(eventName));
    return invalidJson(content.message);
  }
  await client.raiseEvent(instance, eventName, content.text);
  return empty(202);
}

function withoutData(eventName: string): string {
  return `Event '${eventName}' was raised without data, which is refused. Send at least null.`;
}

export type Operation = 'terminate' | 'suspend' | 'resume';

export async function answerOperation(
  { client }: OperationPorts,
  request: ManagementRequest,
  { instanceId, operation }: { readonly instanceId: string; readonly operation: Operation },
): Promise<ManagementAnswer> {
  const instance = client.instances.get(instanceId);
  if (!instance) return empty(404);
  if (isFinal(instance.status)) return empty(410);
  const reason = new Query(request.query).text('reason') ?? null;
  if (operation === 'terminate') {
    await client.terminate(instance, reason);
    return empty(202);
  }
  const suspended = instance.status === 'Suspended';
  if (suspended === (operation === 'suspend')) return cannot(operation, instance);
  await client.setSuspended(instance, !suspended, reason);
  return empty(202);
}

function cannot(operation: Operation, { id, status }: Instance): ManagementAnswer {
  const message = `Cannot ${operation} the orchestration instance ${id} because instance is in the ${status} state.`;
  return wentWrong({ type: 'System.InvalidOperationException', message });
}

/** Starts the same function with the same input, as a new instance unless asked otherwise. */
export async function answerRestart(
  ports: OperationPorts,
  request: ManagementRequest,
  instanceId: string,
): Promise<ManagementAnswer> {
  const { client } = ports;
  const instance = client.instances.get(instanceId);
  if (!instance) {
    const message = `No instance with ID '${instanceId}' was found. (Parameter 'instanceId')`;
    const exception = { type: 'System.ArgumentException', message };
    return problem(400, 'InstanceId does not match a valid orchestration instance.', exception);
  }
  const asNew = new Query(request.query).flag('restartWithNewInstanceId', true);
  const { name, version, input } = instance.generation;
  const started = await client.start({ name, version, input, instanceId: asNew ? undefined : instanceId });
  return answerStarted(ports, request, started);
}

export async function answerRewind(
  { client }: OperationPorts,
  request: ManagementRequest,
  instanceId: string,
): Promise<ManagementAnswer> {
  const instance = client.instances.get(instanceId);
  if (!instance) return json(404, `No orchestration with instance ID "$${instanceId}" found.`);
  if (instance.status !== 'Failed') {
    const text = `This orchestration has status ${instance.status}, but only orchestrations in the "Failed" state can be rewound.`;
    return json(412, text);
  }
  await client.rewind(instance, new Query(request.query).text('reason') ?? null);
  return empty(202);
}
