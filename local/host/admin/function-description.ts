// A function as `/admin/functions` shows it.

import type { HostFunction } from '../function-index.ts';
import { invokeUrl } from '../http/function-urls.ts';

export interface FunctionDescription {
  readonly name: string;
  readonly invoke_url_template: string | null;
  readonly [field: string]: unknown;
}

export function describeFunction(
  hostFunction: HostFunction,
  prefix: string,
  baseUrl: string,
): FunctionDescription {
  const { name, metadata, state } = hostFunction;
  const isHttp = hostFunction.triggerType === 'httptrigger';
  return {
    name,
    script_root_path_href: null,
    script_href: null,
    config_href: null,
    test_data_href: null,
    href: `${baseUrl}/admin/functions/${name}`,
    invoke_url_template: isHttp ? invokeUrl(hostFunction, prefix, baseUrl) : null,
    language: 'node',
    config: {
      name,
      language: 'node',
      bindings: Object.entries(metadata.bindings).map(([binding, options]) => ({
        ...options,
        name: binding,
      })),
    },
    files: null,
    test_data: null,
    isDisabled: state.kind === 'disabled',
    isDirect: true,
    isProxy: false,
  };
}
