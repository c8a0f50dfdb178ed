// Values on the wire and back, as the Node worker library converts them.

import type { BindingMetadata, FunctionMetadata, TypedData } from './invocation.ts';

/** A JSON document for a trigger: `undefined` and `null` alike become JSON null. */
export function jsonData(value: unknown): TypedData {
  return { json: JSON.stringify(value ?? null) };
}

export function triggerBinding(
  metadata: FunctionMetadata,
): { name: string; binding: BindingMetadata } | undefined {
  for (const [name, binding] of Object.entries(metadata.bindings)) {
    if (/trigger$/i.test(binding.type)) return { name, binding };
  }
  return undefined;
}

/** Trigger and binding types are compared without case, as the host does. */
export function isType(binding: BindingMetadata, type: string): boolean {
  return binding.type.toLowerCase() === type.toLowerCase();
}
