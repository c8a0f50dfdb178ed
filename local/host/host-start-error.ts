// Why a host could not start: a closed set of codes, each with the text that the command line shows.

export type HostStartFailure =
  | 'usage'
  | 'config'
  | 'app-load'
  | 'port-in-use'
  | 'state-in-use'
  | 'state-unwritable';

export class HostStartError extends Error {
  readonly code: HostStartFailure;

  constructor(message: string, options: { code: HostStartFailure; cause?: unknown }) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.name = 'HostStartError';
    this.code = options.code;
  }
}
