// The rules of the house that no linter knows, each a pure question to one file. house-rules.test.ts asks them of every
// file of the project, and of planted ones.

export interface ProjectFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface HouseRule {
  readonly name: string;
  readonly appliesTo: RegExp;
  readonly except?: RegExp;
  /** What is wrong, or undefined. */
  finds(file: ProjectFile): string | undefined;
}

const source = /^(src|functions|local|bench|test|tools)\/.*\.(ts|mjs)$/;
const product = /^(src|functions|local)\/.*\.ts$/;
const tests = /^test\/.*\.(ts|mjs)$/;

/** Patterns are put together from pieces, so that this file does not match its own rules. */
const pattern = (...pieces: readonly string[]): RegExp => new RegExp(pieces.join(''), 'm');

const firstMatch = (text: string, wanted: RegExp): string | undefined => {
  const match = wanted.exec(text);
  return match === null
    ? undefined
    : `line ${text.slice(0, match.index).split('\n').length}: ${match[0].trim()}`;
};

const mostLines = 300;

export const houseRules: readonly HouseRule[] = [
  {
    name: `at most ${mostLines} lines`,
    appliesTo: new RegExp(`${product.source}|^tools/.*\\.mjs$`),
    finds: ({ text }) => {
      const lines = text.trimEnd().split('\n').length;
      return lines > mostLines ? `${lines} lines` : undefined;
    },
  },
  {
    name: 'opens with a comment',
    appliesTo: source,
    finds: ({ text }) => (/^(#!.*\n)?\/[/*]/.test(text) ? undefined : 'no comment says where the file sits'),
  },
  {
    name: 'has a name that says what is inside',
    appliesTo: source,
    finds: ({ path }) =>
      /(^|[/-])(utils?|helpers?|misc)(?=[/.-])|(^|\/)common(?=[/.])|(^|\/)index\.(ts|mjs)$/.exec(path)?.[0],
  },
  {
    name: 'waits for conditions, not for the clock',
    appliesTo: tests,
    // Waiting for a condition polls, and faults are delays: in one place.
    except: /^test\/support\//,
    finds: ({ text }) =>
      firstMatch(
        text,
        pattern('await (sleep', '|delay|wait)\\(|setTimeout', '\\(\\s*\\(?(resolve|done|r)\\b'),
      ) ?? firstMatch(text, pattern('from .(node:)?timers', '/promises')),
  },
  {
    name: 'runs every test',
    appliesTo: tests,
    // Plants such tests for the linter.
    except: /^test\/architecture\/lint-rules\.test\.ts$/,
    finds: ({ text }) =>
      firstMatch(text, pattern('\\b(it|test|describe|suite)', '\\.(only|skip|todo|fails)\\b')) ??
      firstMatch(text, pattern('^\\s*x(it|test|describe)', '\\(')),
  },
  {
    name: 'asserts something that can fail',
    appliesTo: tests,
    finds: ({ text }) => firstMatch(text, pattern('expect\\((true|false|1)', '\\)\\.')),
  },
  {
    name: 'is finished',
    appliesTo: source,
    finds: ({ text }) =>
      firstMatch(text, pattern('\\b(TO', 'DO|FIX', 'ME|X', 'XX)\\b|[Nn]ot imple', 'mented')),
  },
  {
    name: 'knows no machine',
    appliesTo: /./,
    finds: ({ text }) =>
      firstMatch(
        text,
        pattern('/wo', 'rk/(main|shared|\\.library)|/fa', 'rm/|/tmp/te', 'am\\b|/home/[a-z]+/'),
      ),
  },
  {
    name: 'names no registry',
    appliesTo: /(^|\/)(package-lock\.json|\.npmrc)$/,
    finds: ({ text }) => firstMatch(text, /"resolved": "http.*|^.*registry\s*=.*$/m),
  },
];

export const broken = (rule: HouseRule, file: ProjectFile): string | undefined => {
  if (!rule.appliesTo.test(file.path) || rule.except?.test(file.path)) return undefined;
  const found = rule.finds(file);
  return found === undefined ? undefined : `${file.path}: ${found}`;
};
