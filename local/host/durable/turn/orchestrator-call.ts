// Calls an orchestrator function for one turn and reads its answer: the state it returned, the state inside the
// error it threw, or a fault that says nothing of its actions.

import type { FunctionInvoker, TypedData } from '../../worker/invocation.ts';
import { serializedException } from '../failure-details.ts';
import type { FunctionResult, FunctionState } from '../replay/function-state.ts';
import { failureText, STATE_LABEL, workerError } from './worker-error.ts';

export async function callOrchestrator(
  invoker: FunctionInvoker,
  { functionName, calledAs }: { readonly functionName: string; readonly calledAs: string },
  trigger: string,
): Promise<FunctionResult> {
  let returned: TypedData | undefined;
  try {
    returned = (await invoker.invoke({ functionName, trigger: { string: trigger } })).returnValue;
  } catch (thrown) {
    return resultOfError(calledAs, thrown);
  }
  const state = stateOf(returned?.json ?? returned?.string);
  if (state) return state;
  const reason = `Orchestrator function '${calledAs}' failed: it returned no orchestrator state.`;
  return { fault: { reason, details: null } };
}

function resultOfError(name: string, thrown: unknown): FunctionResult {
  const error = workerError(thrown);
  const label = error.message.indexOf(STATE_LABEL);
  const state = label < 0 ? undefined : stateOf(error.message.slice(label + STATE_LABEL.length));
  if (state) return state;
  const message = `One or more errors occurred. (${failureText(error)})`;
  return {
    fault: {
      reason: `Orchestrator function '${name}' failed: ${message}`,
      details: serializedException({ type: 'System.AggregateException', message }),
    },
  };
}

function stateOf(json: string | undefined): FunctionState | undefined {
  if (json === undefined) return undefined;
  try {
    const state: unknown = JSON.parse(json);
    const valid = typeof state === 'object' && state !== null && 'isDone' in state && 'actions' in state;
    return valid ? (state as FunctionState) : undefined;
  } catch {
    // Not JSON, so not a state: the caller reports the answer as a fault.
    return undefined;
  }
}
