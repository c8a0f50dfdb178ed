// Runs one activity: its input as the trigger's text, its answer or failure as a history event's fields.

import type { FunctionInvoker, TypedData } from '../../worker/invocation.ts';
import { activityFailureDetails } from '../failure-details.ts';
import { STATE_LABEL, workerError } from './worker-error.ts';

export type ActivityOutcome =
  | { readonly succeeded: true; readonly result: string | null }
  | { readonly succeeded: false; readonly reason: string; readonly details: string };

export async function callActivity(
  invoker: FunctionInvoker,
  activity: { readonly functionName: string; readonly calledAs: string; readonly instanceId: string },
  input: unknown,
): Promise<ActivityOutcome> {
  const text = activityTriggerText(input);
  try {
    const { returnValue } = await invoker.invoke({
      functionName: activity.functionName,
      trigger: text === null ? undefined : { string: text },
      triggerMetadata: { instanceId: { string: activity.instanceId } },
    });
    return { succeeded: true, result: resultText(returnValue) };
  } catch (thrown) {
    const error = workerError(thrown);
    const shown = friendlyMessage(error.message);
    // Two spaces: the message is cut out behind "Exception:".
    const reason = `Activity function '${activity.calledAs}' failed:  ${shown}`;
    return { succeeded: false, reason, details: activityFailureDetails(shown, error) };
  }
}

/** The extension cuts the message out of the worker's text: up to the first line that looks like the stack's label. */
function friendlyMessage(message: string): string {
  const [beforeStack = ''] = `${message}\nStack:`.split('\nStack:');
  return beforeStack.split(`\n\n${STATE_LABEL}`)[0] ?? '';
}

/** The trigger parameter is a .NET string: texts as they are, booleans in .NET's spelling, other values as JSON. */
function activityTriggerText(input: unknown): string | null {
  if (input === undefined || input === null) return null;
  if (typeof input === 'string') return input;
  if (typeof input === 'boolean') return input ? 'True' : 'False';
  return JSON.stringify(input);
}

/** The result as stored: JSON text; null for nothing. */
function resultText(value: TypedData | undefined): string | null {
  if (value?.string !== undefined) return JSON.stringify(value.string);
  if (value?.json !== undefined) return value.json === 'null' ? null : value.json;
  if (value?.bytes !== undefined) return JSON.stringify(Buffer.from(value.bytes).toString('base64'));
  const number = value?.int ?? value?.double;
  if (number === undefined) return null;
  return Number.isFinite(number) ? JSON.stringify(number) : JSON.stringify(String(number));
}
