// `POST /admin/functions/{name}` with {"input": "..."}: what the text means for each kind of trigger.

import type { HostFunction } from '../function-index.ts';
import type { InvocationRequest, TypedData } from '../worker/invocation.ts';
import { jsonData } from '../worker/typed-data.ts';

export type ManualInput = { ok: true; input: string | undefined } | { ok: false };

/** The request's `input`; text that is no JSON object is refused. The documentation's single quotes are accepted. */
export function parseManualInput(body: string): ManualInput {
  if (body.trim() === '') return { ok: true, input: undefined };
  const quoted = /^\s*\{\s*'input'\s*:\s*'((?:[^'\\]|\\.)*)'\s*\}\s*$/.exec(body);
  if (quoted) return { ok: true, input: (quoted[1] ?? '').replace(/\\(.)/g, '$1') };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { ok: false };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false };
  const entry = Object.entries(value).find(([name]) => name.toLowerCase() === 'input');
  const input: unknown = entry?.[1];
  if (input === undefined || input === null) return { ok: true, input: undefined };
  return { ok: true, input: typeof input === 'string' ? input : JSON.stringify(input) };
}

export interface ManualContext {
  readonly url: string;
  readonly streaming: boolean;
  timerPayload(functionName: string): TypedData | undefined;
}

/** The invocation, or the reason why this function cannot be run by hand. */
export function manualInvocation(
  hostFunction: HostFunction,
  input: string | undefined,
  context: ManualContext,
): { ok: true; request: InvocationRequest } | { ok: false; reason: string } {
  const base = {
    functionName: hostFunction.name,
    reason: 'This function was programmatically called via the host APIs.',
  };
  switch (hostFunction.triggerType) {
    case 'timertrigger': {
      const trigger = context.timerPayload(hostFunction.name);
      if (!trigger) return { ok: false, reason: 'The timer has no readable schedule.' };
      return { ok: true, request: { ...base, trigger } };
    }
    case 'httptrigger':
      if (context.streaming)
        return { ok: false, reason: 'In HTTP streaming mode, call the function by its URL.' };
      return { ok: true, request: { ...base, trigger: httpTrigger(context.url, input ?? '') } };
    case 'eventgridtrigger': {
      const event = parseObject(input ?? '');
      if (!event)
        return { ok: false, reason: 'The input of an Event Grid function is one event as JSON text.' };
      return {
        ok: true,
        request: { ...base, trigger: jsonData(event), triggerMetadata: { data: jsonData(event.data) } },
      };
    }
    case 'orchestrationtrigger':
    case 'entitytrigger':
      return { ok: false, reason: 'Durable orchestrations and entities run through the Durable HTTP API.' };
    default:
      return { ok: true, request: { ...base, trigger: { string: input ?? '' } } };
  }
}

function httpTrigger(url: string, body: string): TypedData {
  const headers = { 'content-type': { value: 'application/json' } };
  return {
    http: {
      method: 'POST',
      url,
      nullableHeaders: headers,
      nullableQuery: {},
      nullableParams: {},
      ...(body === '' ? {} : { body: { bytes: Buffer.from(body) } }),
    },
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
