// The workflow client over the real Durable client: what it makes of the answers that the Durable extension gives
// (status codes and bodies as recorded of extension 3.15.2; the 500 as older extensions answered).

import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvocationContext } from '@azure/functions';
import { getClient, input } from 'durable-functions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowClient } from '../../../functions/durable/workflow-client.ts';
import type { WorkflowClient } from '../../../src/ports/workflow-client.ts';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

let server: Server;
let workflows: WorkflowClient;
let answer: Answer;
let requests: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    response.statusCode = answer.status;
    response.setHeader('content-type', 'application/json');
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/durabletask/`;
  const binding = input.durableClient();
  const context = new InvocationContext({ functionName: 'test', options: { extraInputs: [binding] } });
  context.extraInputs.set(binding, {
    taskHubName: 'hub',
    creationUrls: { createNewInstancePostUri: base },
    managementUrls: { id: 'INSTANCEID', statusQueryGetUri: base, sendEventPostUri: base },
    baseUrl: base,
    requiredQueryStringParameters: '',
    rpcBaseUrl: base,
  });
  workflows = workflowClient(getClient(context));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const answering = (status: number, body?: unknown): void => {
  answer = body === undefined ? { status } : { status, body };
  requests = [];
};

const id = 'backup:contoso:20261122T020000Z';

describe('starting a workflow', () => {
  const start = () => workflows.start('backUpStorageAccount', id, { a: 1 });

  it('asks for the id that it was given', async () => {
    answering(202, { id });
    expect(await start()).toBe('started');
    expect(requests).toEqual([`POST /durabletask/orchestrators/backUpStorageAccount/${id}`]);
  });

  it.each<[number, unknown]>([
    [409, { Message: 'An Orchestration instance with the status Running already exists.' }],
    [500, { ExceptionMessage: 'An Orchestration instance with the status Pending already exists.' }],
  ])('takes %i of a running one for success', async (status, body) => {
    answering(status, body);
    expect(await start()).toBe('already-running');
  });

  it.each([400, 404, 500, 503])('passes on %i', async (status) => {
    answering(status, { Message: 'Something went wrong.' });
    await expect(start()).rejects.toThrow(String(status));
  });
});

describe('the state of a workflow', () => {
  const status = (runtimeStatus: string) => ({
    name: 'backUpStorageAccount',
    instanceId: id,
    runtimeStatus,
    input: null,
    customStatus: null,
    output: null,
    createdTime: '2026-11-22T02:00:00Z',
    lastUpdatedTime: '2026-11-22T02:00:00Z',
  });

  it.each([
    ['Running', 202, 'running'],
    ['Pending', 202, 'running'],
    ['Suspended', 202, 'running'],
    ['ContinuedAsNew', 202, 'running'],
    ['Completed', 200, 'ended'],
    ['Failed', 200, 'ended'],
    ['Terminated', 200, 'ended'],
    ['Canceled', 200, 'ended'],
  ])('%s (%i) is %s', async (runtimeStatus, code, state) => {
    answering(code, status(runtimeStatus));
    expect(await workflows.state(id)).toBe(state);
  });

  it('is absent where the extension knows none', async () => {
    answering(404);
    expect(await workflows.state(id)).toBe('absent');
  });

  it('is not guessed where the extension does not answer', async () => {
    answering(503);
    await expect(workflows.state(id)).rejects.toThrow('503');
  });
});

describe('raising an event', () => {
  const raise = () => workflows.raiseEvent(id, 'marker-replicated', { container: 'logs' });

  it('reaches the workflow by its name', async () => {
    answering(202);
    expect(await raise()).toBe('delivered');
    expect(requests).toEqual([`POST /durabletask/instances/${id}/raiseEvent/marker-replicated`]);
  });

  it('is ignored where there is no workflow, and does no harm where it has ended', async () => {
    answering(404);
    expect(await raise()).toBe('ignored');
    answering(410);
    expect(await raise()).toBe('delivered');
  });

  it('passes on what is neither', async () => {
    answering(500, { Message: 'Something went wrong.' });
    await expect(raise()).rejects.toThrow('500');
  });
});
