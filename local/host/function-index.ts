// What the host makes of the functions that an app registered: which run, which are disabled, in error, or of a kind
// that this host does not serve. One bad function does not stop the others.

import type { Settings } from './config/app-settings.ts';
import { findSetting, isOn, resolveSettings } from './config/app-settings.ts';
import type { BindingMetadata, FunctionMetadata } from './worker/invocation.ts';
import { triggerBinding } from './worker/typed-data.ts';

export interface HostFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  /** Name of the trigger binding, and its options with `%SETTING%` resolved. */
  readonly triggerName: string;
  readonly trigger: BindingMetadata;
  /** The trigger's type in lower case. */
  readonly triggerType: string;
  readonly state: FunctionState;
}

export type FunctionState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'unserved'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

const served = new Set([
  'httptrigger',
  'timertrigger',
  'eventgridtrigger',
  'orchestrationtrigger',
  'activitytrigger',
  'warmuptrigger',
]);

/** In the order of their names, as the host keeps them. `only` limits them (host.json `functions`, `--functions`). */
export function indexFunctions(
  functions: ReadonlyMap<string, FunctionMetadata>,
  settings: Settings,
  only: readonly string[] | undefined,
): HostFunction[] {
  const wanted = only?.map((name) => name.toLowerCase());
  return [...functions.values()]
    .filter(({ name }) => !wanted || wanted.includes(name.toLowerCase()))
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
    .map((metadata) => indexFunction(metadata, settings));
}

/** A function's state changed by what its listener found, e.g. a schedule that cannot be read. */
export function failed(hostFunction: HostFunction, reason: string): HostFunction {
  return { ...hostFunction, state: { kind: 'failed', reason } };
}

function indexFunction(metadata: FunctionMetadata, settings: Settings): HostFunction {
  const found = triggerBinding(metadata);
  const binding = found?.binding ?? { type: 'none', direction: 'in' };
  const resolved = resolveBinding(binding, settings);
  const base = {
    name: metadata.name,
    metadata,
    triggerName: found?.name ?? '',
    trigger: resolved.binding,
    triggerType: binding.type.toLowerCase(),
  };
  return { ...base, state: stateOf(metadata, base.triggerType, resolved.missing, settings) };
}

function stateOf(
  metadata: FunctionMetadata,
  triggerType: string,
  missing: readonly string[],
  settings: Settings,
): FunctionState {
  const { name } = metadata;
  if (!/^(?!host$)[a-z][\w-]{0,127}$/i.test(name)) {
    return { kind: 'failed', reason: `'${name}' is not a valid function name.` };
  }
  if (triggerType === 'none') return { kind: 'failed', reason: 'No trigger binding specified.' };
  if (isDisabled(name, settings)) return { kind: 'disabled' };
  if (!served.has(triggerType)) {
    const reason = `Trigger type '${triggerBinding(metadata)?.binding.type}' is not served by this host: nothing calls the function by itself.`;
    return { kind: 'unserved', reason };
  }
  const unresolved = missing[0];
  if (unresolved !== undefined)
    return { kind: 'failed', reason: `'%${unresolved}%' does not resolve to a value.` };
  return { kind: 'ready' };
}

function isDisabled(name: string, settings: Settings): boolean {
  return [`AzureWebJobs.${name}.Disabled`, `AzureWebJobs_${name}_Disabled`].some((key) =>
    isOn(findSetting(settings, key)),
  );
}

/** A route keeps what does not resolve: there, percent signs can be meant as such. */
function resolveBinding(
  binding: BindingMetadata,
  settings: Settings,
): { binding: BindingMetadata; missing: string[] } {
  const missing: string[] = [];
  const entries = Object.entries(binding).map(([key, value]) => {
    if (typeof value !== 'string') return [key, value] as const;
    const resolved = resolveSettings(value, settings);
    if (key !== 'route') missing.push(...resolved.missing);
    return [key, resolved.text] as const;
  });
  return { binding: { ...binding, ...Object.fromEntries(entries) }, missing };
}
