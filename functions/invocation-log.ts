// The log port over an invocation's context, which ties lines to the function and, in Azure, to its trace.

import type { InvocationContext } from '@azure/functions';
import type { Log } from '../src/ports/log.ts';

type Level = 'info' | 'warn' | 'error';

export const invocationLog = (context: InvocationContext): Log => {
  const write =
    (level: Level) =>
    (message: string, fields?: Readonly<Record<string, unknown>>): void =>
      context[level](fields === undefined ? message : `${message} ${JSON.stringify(fields)}`);
  return { info: write('info'), warn: write('warn'), error: write('error') };
};
