// The command line of `npm start`.

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface StartOptions {
  /** Folder whose files fill the source account; absent: files of the project's own node_modules. */
  readonly data?: string;
  /** Where all state lives. */
  readonly home: string;
  readonly port: number;
  /** Exit after the comparison. */
  readonly once: boolean;
  /** The last line of stdout is the result as JSON; words go to stderr. */
  readonly json: boolean;
}

export type ParsedOptions =
  | { readonly kind: 'start'; readonly options: StartOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage-error'; readonly message: string };

export const USAGE = `Usage: npm start -- [options]

Runs Holdfast on this machine: Azurite as the storage, a simulated Elastic SAN, an embedded Functions host for the
app. Fills a storage account with files, backs it up twice, restores the first recovery point and compares every
blob, deletes that recovery point with what it alone needed, proves the second one whole; does the like with a
volume; then serves.

  --data DIR    files to fill the source account with (default: some 3,000 files of node_modules)
  --home DIR    where accounts, blobs and the journal are kept (default: .holdfast)
  --port PORT   where the app listens (default: 7071)
  --once        exit afterwards; exit code 0 only if all compared equal and the second point is whole
  --json        print the result as one line of JSON at the end; words go to stderr
  --help        this text
`;

export const parseOptions = (args: readonly string[]): ParsedOptions => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        home: { type: 'string', default: '.holdfast' },
        port: { type: 'string', default: '7071' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const port = Number(values.port);
    if (!/^\d+$/.test(values.port) || port < 1 || port > 65_535) {
      return { kind: 'usage-error', message: `--port wants a number from 1 to 65535, not '${values.port}'` };
    }
    const { once, json } = values;
    const data = values.data === undefined ? {} : { data: resolve(values.data) };
    return { kind: 'start', options: { ...data, home: resolve(values.home), port, once, json } };
  } catch (error) {
    return { kind: 'usage-error', message: error instanceof Error ? error.message : String(error) };
  }
};
