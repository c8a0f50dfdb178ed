// What an orchestrator gets to see of an activity's error: the message as the extension cuts it out of the worker's text.

import { expect, it } from 'vitest';
import { callActivity } from '../../local/host/durable/turn/activity-call.ts';

it.each([
  ['plain', 'plain'],
  ['', ''],
  ['two\nlines', 'two\nlines'],
  ['Result: Failure\nException: inner\nStack: Error: inner\n    at x', 'Result: Failure\nException: inner'],
  ['false\n\n$OutOfProcData$:{"isDone":true}', 'false'],
])('%j', async (message, shown) => {
  const invoker = {
    functions: new Map(),
    invoke: () => Promise.reject(new Error(message)),
  };
  const call = { functionName: 'Copy', calledAs: 'copy', instanceId: 'i' };
  const outcome = await callActivity(invoker, call, {});
  if (outcome.succeeded) throw new Error('it succeeded');
  expect(outcome.reason).toBe(`Activity function 'copy' failed:  ${shown}`);
  const details = JSON.parse(outcome.details) as {
    Message: string;
    InnerException: { RemoteMessage: string };
  };
  expect([details.Message, details.InnerException.RemoteMessage]).toEqual([` ${shown}`, message]);
});
