// The command line: the arguments of `func start` (served, accepted without effect, or refused with the reason) and
// this host's own. Pure.

import { splitOrigins } from '../config/local-settings.ts';
import type { HostOptions } from '../host-options.ts';

export type Command =
  | { readonly kind: 'start'; readonly options: HostOptions; readonly notes: readonly string[] }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage-error'; readonly message: string };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Options = Mutable<HostOptions>;

interface Argument {
  readonly names: readonly string[];
  readonly takes: 'nothing' | 'one' | 'many';
  readonly help?: string;
  /** Returns the complaint when the values do not fit. */
  apply(options: Options, values: readonly string[], notes: string[]): string | undefined;
}

const refused = (names: readonly string[], takes: 'nothing' | 'one', why: string): Argument => ({
  names,
  takes,
  apply: () => `${names[0]} is not supported: ${why}`,
});

const ignored = (names: readonly string[], takes: 'nothing' | 'one', why: string): Argument => ({
  names,
  takes,
  apply(_options, _values, notes) {
    notes.push(`${names[0]} has no effect: ${why}`);
    return undefined;
  },
});

const set = (
  names: readonly string[],
  takes: Argument['takes'],
  help: string,
  apply: (options: Options, values: readonly string[]) => unknown,
): Argument => ({
  names,
  takes,
  help,
  apply(options, values) {
    const complaint = apply(options, values);
    return typeof complaint === 'string' ? complaint : undefined;
  },
});

const HTTPS = 'this host answers plain HTTP on the loopback interface only';

const knownArguments: readonly Argument[] = [
  set(
    ['--port', '-p'],
    'one',
    'port to listen on (default: local.settings.json, then 7071)',
    (options, [value]) => {
      const port = Number(value);
      if (!/^\d+$/.test(value ?? '') || port > 65535) return `--port: '${value}' is not a port number`;
      options.port = port;
      return undefined;
    },
  ),
  set(
    ['--app', '--script-root', '--prefix'],
    'one',
    'folder of the app (default: the current one)',
    (options, [value]) => {
      options.appDirectory = value ?? '';
    },
  ),
  set(['--cors'], 'one', 'comma-separated list of origins, or *', (options, [value]) => {
    options.corsOrigins = splitOrigins(value);
  }),
  set(['--cors-credentials'], 'nothing', 'allow requests with credentials from other origins', (options) => {
    options.corsCredentials = true;
  }),
  set(['--functions'], 'many', 'load only the named functions', (options, values) => {
    options.functions = values;
  }),
  set(['--enableAuth', '--enable-auth'], 'nothing', 'ask for keys, as Azure does', (options) => {
    options.enableAuth = true;
  }),
  set(['--verbose', '-v'], 'nothing', 'show debug lines', (options) => {
    options.verbose = true;
  }),
  set(
    ['--state'],
    'one',
    'folder for timers, keys and orchestrations (default: <app>/.functions-host)',
    (options, [value]) => {
      options.stateDirectory = value ?? '';
    },
  ),
  set(
    ['--keys'],
    'one',
    'file of keys for --enableAuth (default: keys.json in the state folder)',
    (options, [value]) => {
      options.keysFile = value ?? '';
    },
  ),
  set(['--strict'], 'nothing', 'turn warnings about orchestrations into failures', (options) => {
    options.strict = true;
  }),
  set(
    ['--clock'],
    'one',
    'system, or driven: time moves only by POST /admin/host/clock',
    (options, [value]) => {
      if (value !== 'system' && value !== 'driven')
        return `--clock: '${value}' is neither 'system' nor 'driven'`;
      options.clock = value;
      return undefined;
    },
  ),
  ignored(['--timeout', '-t'], 'one', 'the app is loaded at once, in this process'),
  ignored(
    ['--language-worker'],
    'one',
    'there is no worker process; give options to node itself, e.g. node --inspect',
  ),
  ignored(['--no-build'], 'nothing', 'this host never builds'),
  ignored(['--dotnet-isolated-debug'], 'nothing', 'only Node apps run here'),
  ignored(['--enable-json-output'], 'nothing', 'the log is text'),
  ignored(['--json-output-file'], 'one', 'the log is text'),
  ignored(['--user-log-level'], 'one', 'set logging.logLevel in host.json'),
  ignored(['--runtime'], 'one', 'the app runs in this Node process'),
  ignored(['--javascript', '--typescript', '--node'], 'nothing', 'only Node apps run here'),
  refused(['--useHttps', '--use-https'], 'nothing', HTTPS),
  refused(['--cert'], 'one', HTTPS),
  refused(['--password'], 'one', HTTPS),
  refused(['--pause-on-error'], 'nothing', 'the host ends with an exit code instead'),
  refused(
    ['--csharp', '--dotnet', '--dotnet-isolated', '--python', '--java', '--powershell', '--custom'],
    'nothing',
    'only Node apps run here',
  ),
];

export function parseCommand(args: readonly string[], workingDirectory: string): Command {
  const words = [...args];
  const verb = takeVerb(words);
  if (words.some((word) => word === '--help' || word === '-h') || verb === 'help') return { kind: 'help' };
  if (verb !== 'start')
    return {
      kind: 'usage-error',
      message: verb === undefined ? 'a command is missing' : `unknown command '${verb}'`,
    };
  const options: Options = { appDirectory: workingDirectory };
  const notes: string[] = [];
  while (words.length > 0) {
    const complaint = takeArgument(words, options, notes);
    if (complaint !== undefined) return { kind: 'usage-error', message: complaint };
  }
  return { kind: 'start', options, notes };
}

/** `start`, or the older `host start`; it may follow the options. */
function takeVerb(words: string[]): string | undefined {
  if (words[0] === 'host') words.shift();
  const at = words[0]?.startsWith('-') ? words.indexOf('start') : 0;
  return at < 0 ? undefined : words.splice(at, 1)[0];
}

function takeArgument(words: string[], options: Options, notes: string[]): string | undefined {
  const word = words.shift() ?? '';
  const [name = '', inline] = word.startsWith('--') ? splitOnce(word) : [word];
  const argument = knownArguments.find((known) =>
    known.names.some((each) => each.toLowerCase() === name.toLowerCase()),
  );
  if (!argument) return `unknown argument '${word}'`;
  const values = inline === undefined ? takeValues(argument, words) : [inline];
  if (argument.takes === 'nothing' && inline !== undefined && !/^true$/i.test(inline))
    return `${name} takes no value`;
  if (argument.takes !== 'nothing' && values.length === 0) return `${name} needs a value`;
  return argument.apply(options, values, notes);
}

function takeValues(argument: Argument, words: string[]): string[] {
  if (argument.takes === 'nothing') return [];
  if (words[0] === '--')
    words.shift(); // `--language-worker -- "--inspect"`: the value may look like an option
  else if (words[0]?.startsWith('-')) return [];
  if (argument.takes === 'one') return words.splice(0, 1);
  const end = words.findIndex((word) => word.startsWith('-'));
  return words
    .splice(0, end < 0 ? words.length : end)
    .flatMap((word) => word.split(',').filter((part) => part !== ''));
}

function splitOnce(word: string): [string, string?] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

export function usage(): string {
  const lines = knownArguments
    .filter((argument) => argument.help !== undefined)
    .map((argument) => `  ${argument.names.join(', ').padEnd(34)} ${argument.help}`);
  return [
    'usage: host start [options]',
    '',
    ...lines,
    '',
    'Other arguments of func start are accepted without effect or refused with the reason.',
  ].join('\n');
}
