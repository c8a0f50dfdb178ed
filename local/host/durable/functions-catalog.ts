// Which of the app's functions are orchestrators, activities and entities; names compare without case, as on the
// real host.

import type { FunctionMetadata } from '../worker/invocation.ts';

export type DurableKind = 'orchestrator' | 'activity' | 'entity';

const triggers: Readonly<Record<DurableKind, string>> = {
  orchestrator: 'orchestrationtrigger',
  activity: 'activitytrigger',
  entity: 'entitytrigger',
};

export class FunctionsCatalog {
  readonly #names: Readonly<Record<DurableKind, ReadonlyMap<string, string>>>;

  constructor(functions: ReadonlyMap<string, FunctionMetadata>) {
    this.#names = {
      orchestrator: namesOf('orchestrator', functions),
      activity: namesOf('activity', functions),
      entity: namesOf('entity', functions),
    };
  }

  /** The name as registered. */
  find(kind: DurableKind, name: string): string | undefined {
    return this.#names[kind].get(name.toLowerCase());
  }

  /** The extension's text for a name that is not registered. */
  unknownText(kind: DurableKind, name: string): string {
    const known = [...this.#names[kind].values()];
    const missing = `The function '${name}' doesn't exist, is disabled, or is not an ${kind} function. Additional info:`;
    if (known.length === 0) return `${missing} No ${kind} functions are currently registered!`;
    return `${missing} The following are the known ${kind} functions: ${known.map((each) => `'${each}'`).join(', ')}.`;
  }
}

function namesOf(
  kind: DurableKind,
  functions: ReadonlyMap<string, FunctionMetadata>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, bindings } of functions.values()) {
    const types = Object.values(bindings).map(({ type }) => type.toLowerCase());
    if (types.includes(triggers[kind])) names.set(name.toLowerCase(), name);
  }
  return names;
}
