// The lint rules that guard determinism and hygiene: each is tried on a line that it must report and on lines that are
// fine, in a tree with the project's own biome.json.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckerRun, PlantedTree } from './planted-tree.ts';
import { plantTree, runChecker } from './planted-tree.ts';

const checker = 'tools/check/lint.mjs';

/** What is planted: the folder, a statement inside a generator or function, and a part of the report. */
interface Planted {
  readonly folder: string;
  readonly statement: string;
  readonly report: string;
}

const hiddenInput = 'plugin: Hidden input';
const notReplaySafe = 'plugin: Not replay-safe';
const neverYielded = 'plugin: Durable task is created but never yielded';
const restrictedGlobal = 'lint/style/noRestrictedGlobals';

const pure = (folder: string): readonly Planted[] => [
  { folder, statement: 'yield Date.now();', report: hiddenInput },
  { folder, statement: 'yield new Date();', report: hiddenInput },
  { folder, statement: 'yield Date();', report: hiddenInput },
  { folder, statement: 'yield Math.random();', report: hiddenInput },
  { folder, statement: 'yield crypto.randomUUID();', report: hiddenInput },
  { folder, statement: 'yield performance.now();', report: hiddenInput },
  { folder, statement: 'yield crypto;', report: restrictedGlobal },
  { folder, statement: 'yield process.pid;', report: restrictedGlobal },
  { folder, statement: "yield fetch('http://localhost');", report: restrictedGlobal },
  { folder, statement: 'yield globalThis;', report: restrictedGlobal },
  { folder, statement: 'yield setTimeout(String, 1);', report: restrictedGlobal },
  { folder, statement: 'yield setInterval(String, 1);', report: restrictedGlobal },
  { folder, statement: 'yield queueMicrotask(String);', report: restrictedGlobal },
  { folder, statement: "console.log('seen');", report: 'lint/suspicious/noConsole' },
];

const planted: readonly Planted[] = [
  ...pure('src/domain'),
  ...pure('src/workflows'),
  { folder: 'src/workflows', statement: 'yield process.env;', report: notReplaySafe },
  { folder: 'src/workflows', statement: 'yield Promise.resolve(1);', report: notReplaySafe },
  { folder: 'src/workflows', statement: 'yield new Promise(String);', report: notReplaySafe },
  { folder: 'src/workflows', statement: 'yield async () => await input;', report: notReplaySafe },
  { folder: 'src/workflows', statement: "context.df.callActivity('open');", report: neverYielded },
  { folder: 'src/workflows', statement: "void context.df.callActivity('open');", report: neverYielded },
  { folder: 'src/workflows', statement: "context.df.callActivityWithRetry('open');", report: neverYielded },
  { folder: 'src/workflows', statement: "context.df.callSubOrchestrator('open');", report: neverYielded },
  { folder: 'src/workflows', statement: 'context.df.createTimer(new Date(0));', report: neverYielded },
  { folder: 'src/workflows', statement: "context.df.waitForExternalEvent('marker');", report: neverYielded },
  { folder: 'src/workflows', statement: 'context.df.Task.all([input]);', report: neverYielded },
  { folder: 'src/workflows', statement: 'call(context, input);', report: neverYielded },
  { folder: 'src/activities', statement: 'yield process.env;', report: 'lint/style/noProcessEnv' },
  { folder: 'functions', statement: 'yield process.env;', report: 'lint/style/noProcessEnv' },
  {
    folder: 'src/activities',
    statement: 'Promise.resolve(input);',
    report: 'lint/nursery/noFloatingPromises',
  },
  { folder: 'src/activities', statement: 'yield input as any;', report: 'lint/suspicious/noExplicitAny' },
  { folder: 'src/memory', statement: 'try { yield 1; } catch {}', report: 'noEmptyBlockStatements' },
  { folder: 'test/unit', statement: "it.only('runs', String);", report: 'lint/suspicious/noFocusedTests' },
  { folder: 'test/unit', statement: "it.skip('runs', () => 1);", report: 'lint/suspicious/noSkippedTests' },
  {
    folder: 'src/memory',
    statement: `yield [\n${'1,\n'.repeat(61)}];`,
    report: 'noExcessiveLinesPerFunction',
  },
];

/** What the same rooms need and may do. */
const fine: readonly (readonly [folder: string, statement: string])[] = [
  ['src/domain', "yield new Date('2026-01-01T00:00:00Z');"],
  ['src/domain', 'yield new Date(2026, 0);'],
  ['src/domain', 'yield Date.UTC(2026, 0);'],
  ['src/domain', "yield Date.parse('2026-01-01');"],
  ['src/domain', 'yield Math.max(1, 2);'],
  ['src/workflows', 'yield new Date(0);'],
  ['src/workflows', 'yield context.df.currentUtcDateTime;'],
  ['src/workflows', 'yield* call(context, input);'],
  ['src/workflows', 'const result = yield* call(context, input);\nyield result;'],
  ['src/workflows', "yield context.df.callActivity('open');"],
  ['src/workflows', "const task = context.df.callActivity('open');\nyield context.df.Task.any([task]);"],
  [
    'src/workflows',
    "const tasks: unknown[] = [];\ntasks.push(context.df.callActivity('open'));\nyield tasks;",
  ],
  ['src/workflows', 'context.df.setCustomStatus({});\nyield 1;'],
  ['src/workflows', 'context.df.continueAsNew({});\nyield 1;'],
  ['src/activities', 'yield Date.now();'],
  ['local', "console.log('seen');\nyield process.env;"],
  ['test/unit', "console.log('seen');\nyield process.env;"],
];

const source = (statement: string): string => `// Planted.
interface Context {
  // biome-ignore lint/suspicious/noExplicitAny: stands for the durable context
  readonly df: any;
}
declare const it: Context['df'];
declare const call: (context: Context, input: unknown) => Generator<unknown>;
export function* planted(context: Context, input: unknown): Generator<unknown> {
  yield [context, input, it];
  ${statement}
}
`;

let tree: PlantedTree;
let reported: CheckerRun;
const fileOf = (folder: string, kind: string, n: number): string => `${folder}/${kind}-${n}.ts`;

beforeAll(async () => {
  tree = plantTree({
    ...Object.fromEntries(
      planted.map(({ folder, statement }, n) => [fileOf(folder, 'bad', n), source(statement)]),
    ),
    ...Object.fromEntries(
      fine.map(([folder, statement], n) => [fileOf(folder, 'fine', n), source(statement)]),
    ),
  });
  reported = await runChecker(checker, tree.root);
});
afterAll(() => tree.remove());

/** The planted sources are not formatted; that is not what is tried here. */
const findingsIn = (file: string): readonly string[] =>
  reported.lines.filter((line) => line.startsWith(`${file}:`) && !line.includes(' format: '));

describe('lint rules', () => {
  it.each(planted.map((plant, n) => ({ ...plant, file: fileOf(plant.folder, 'bad', n) })))(
    '$folder: $statement is reported by $report',
    ({ file, report }) => {
      expect(findingsIn(file).filter((line) => line.includes(report))).not.toEqual([]);
    },
  );

  it.each(fine.map(([folder, statement], n) => ({ folder, statement, file: fileOf(folder, 'fine', n) })))(
    '$folder: $statement is fine',
    ({ file }) => {
      expect(findingsIn(file)).toEqual([]);
    },
  );

  it('reports a file that is not formatted, and fails', () => {
    expect(reported.lines.filter((line) => line.includes(' format: '))).not.toEqual([]);
    expect(reported.exitCode).toBe(1);
  });

  it('fails when the rules pass over a file of the project', async () => {
    const blind = plantTree({
      'biome.json': JSON.stringify({ files: { includes: ['*.json'] }, formatter: { enabled: false } }),
      'src/domain/policy.ts': '// Planted.\nexport const policy = 1;\n',
    });
    try {
      const { exitCode, lines } = await runChecker(checker, blind.root);
      expect(lines).toEqual(['Biome read 2 files where 3 should be.', '2 files read, 0 findings']);
      expect(exitCode).toBe(1);
    } finally {
      blind.remove();
    }
  });
});
