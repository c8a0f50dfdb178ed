// The routes of an app's HTTP functions under the prefix of host.json, and the URLs shown for them.

import type { HostFunction } from '../function-index.ts';
import { failed } from '../function-index.ts';
import type { Route } from './route-table.ts';
import { parseRoute } from './route-template.ts';

export interface FunctionRoutes {
  /** The functions again, those with an unreadable route in error. */
  readonly functions: readonly HostFunction[];
  readonly routes: readonly Route[];
}

export function functionRoutes(functions: readonly HostFunction[], prefix: string): FunctionRoutes {
  const routes: Route[] = [];
  const checked = functions.map((hostFunction) => {
    if (hostFunction.triggerType !== 'httptrigger' || hostFunction.state.kind !== 'ready')
      return hostFunction;
    const parsed = parseRoute(routeText(hostFunction, prefix));
    if (!parsed.ok) return failed(hostFunction, parsed.reason);
    routes.push({
      functionName: hostFunction.name,
      template: parsed.template,
      methods: methodsOf(hostFunction),
    });
    return hostFunction;
  });
  return { functions: checked, routes };
}

/** `[GET,POST] http://localhost:7071/api/items/{id}` without the methods. */
export function invokeUrl(hostFunction: HostFunction, prefix: string, baseUrl: string): string {
  return `${baseUrl}/${routeText(hostFunction, prefix).replace(/^\//, '')}`;
}

/** Undefined for every method. */
export function methodsOf(hostFunction: HostFunction): string[] | undefined {
  const { methods } = hostFunction.trigger;
  if (!Array.isArray(methods) || methods.length === 0) return undefined;
  return methods.map((method) => String(method).toUpperCase());
}

/** An empty route stands for the function's name, as in the real host. */
function routeText(hostFunction: HostFunction, prefix: string): string {
  const route = typeof hostFunction.trigger.route === 'string' ? hostFunction.trigger.route : '';
  const own = route === '' ? hostFunction.name : route.replace(/^\/+/, '');
  return prefix === '' ? own : `${prefix}/${own}`;
}
