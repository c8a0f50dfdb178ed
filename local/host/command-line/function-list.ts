// The list of functions that a start prints, in the form of `func start`.

import type { HostFunction } from '../function-index.ts';
import { invokeUrl, methodsOf } from '../http/function-urls.ts';

export function functionList(
  functions: readonly HostFunction[],
  routePrefix: string,
  baseUrl: string,
): string[] {
  const shown = functions.filter(({ state }) => state.kind !== 'failed');
  if (shown.length === 0) return ['', 'No functions found.', ''];
  const isHttp = ({ triggerType }: HostFunction) => triggerType === 'httptrigger';
  const ordered = [...shown.filter(isHttp), ...shown.filter((known) => !isHttp(known))];
  const lines = ordered.flatMap((known) => [`\t${known.name}: ${describe(known, routePrefix, baseUrl)}`, '']);
  return ['', 'Functions:', '', ...lines];
}

function describe(known: HostFunction, routePrefix: string, baseUrl: string): string {
  const { state, trigger } = known;
  const remark = { ready: '', failed: '', disabled: ' (disabled)', unserved: ' (not served by this host)' }[
    state.kind
  ];
  if (known.triggerType !== 'httptrigger') return `${trigger.type}${remark}`;
  const methods = methodsOf(known)?.join(',') ?? 'ALL';
  return `[${methods}] ${invokeUrl(known, routePrefix, baseUrl)}${remark}`;
}
