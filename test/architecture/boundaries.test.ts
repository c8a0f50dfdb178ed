// The boundary checker: reports a planted violation of each of its rules, is silent on a clean tree, and fails when it
// reads nothing.

import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckerRun, PlantedTree } from './planted-tree.ts';
import { plantTree, projectRoot, runChecker } from './planted-tree.ts';

const checker = 'tools/check/boundaries.mjs';

/** A module that imports others, and exports something to be imported. */
const importing = (...specifiers: readonly string[]): string =>
  `${specifiers.map((specifier, n) => `import * as m${n} from '${specifier}';\n`).join('')}export const it = [${specifiers.map((_, n) => `m${n}`).join(', ')}];\n`;

/** Every edge that the table of ARCHITECTURE.md allows, at least once. */
const cleanTree = {
  'src/domain/policy.ts': importing('./shared/tag.ts'),
  'src/domain/shared/tag.ts': importing(),
  'src/ports/store.ts': importing('../domain/policy.ts', './clock.ts'),
  'src/ports/clock.ts': importing(),
  'src/vault/layout.ts': importing(
    '../ports/store.ts',
    '../domain/policy.ts',
    'zod',
    'node:crypto',
    'node:zlib',
  ),
  'src/api/instances.ts': importing('../domain/policy.ts', 'zod'),
  'src/workflows/catalogue.ts': importing('../domain/policy.ts'),
  'src/workflows/back-up.ts': importing('./catalogue.ts', '../domain/policy.ts'),
  'src/activities/open.ts': importing(
    '../vault/layout.ts',
    '../ports/store.ts',
    '../domain/policy.ts',
    '../workflows/catalogue.ts',
  ),
  'src/operations/start.ts': importing(
    '../vault/layout.ts',
    '../ports/store.ts',
    '../domain/policy.ts',
    '../workflows/catalogue.ts',
  ),
  'src/azure/blob/store.ts': importing(
    '../../ports/store.ts',
    '../../domain/policy.ts',
    '@azure/storage-blob',
    '../http/retry.ts',
    'node:fs',
  ),
  'src/azure/http/retry.ts': importing('node:timers'),
  'src/azure/identity/credential.ts': importing('@azure/identity'),
  'src/memory/store.ts': importing('../ports/store.ts', '../domain/policy.ts', 'node:crypto'),
  'src/config/env.ts': importing('zod'),
  'src/composition/compose.ts': importing(
    '../azure/blob/store.ts',
    '../azure/identity/credential.ts',
    '../memory/store.ts',
    '../activities/open.ts',
    '../operations/start.ts',
    '../config/env.ts',
  ),
  'functions/main.ts': importing(
    '../src/composition/compose.ts',
    '../src/workflows/back-up.ts',
    '../src/activities/open.ts',
    '../src/api/instances.ts',
    '../src/config/env.ts',
    '../src/ports/clock.ts',
    '@azure/functions',
    'durable-functions',
  ),
  'local/host/cli.ts': importing('./timers.ts', '@azure/functions-core'),
  'local/host/timers.ts': importing('node:http'),
  'local/start.ts': importing('./host/cli.ts', '../src/domain/policy.ts', 'azurite/package.json'),
  'test/unit/some.test.ts': importing('../../functions/main.ts', '../../local/start.ts', 'durable-functions'),
  'bench/copy.ts': importing('../src/memory/store.ts'),
};

/** One planted file a line: the rule that must report it, the file, and what it imports. */
const violations: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['domain-imports-nothing', 'src/domain/bad-node.ts', 'node:path'],
  ['domain-imports-nothing', 'src/domain/bad-port.ts', '../ports/store.ts'],
  ['domain-imports-nothing', 'src/domain/bad-package.ts', 'zod'],
  ['ports-speak-domain', 'src/ports/bad.ts', '@azure/storage-blob'],
  ['vault-stands-on-ports', 'src/vault/bad-azure.ts', '../azure/blob/store.ts'],
  ['vault-stands-on-ports', 'src/vault/bad-fs.ts', 'node:fs'],
  ['api-maps-to-domain', 'src/api/bad.ts', '../vault/layout.ts'],
  ['workflows-touch-nothing', 'src/workflows/bad-activity.ts', '../activities/open.ts'],
  ['workflows-touch-nothing', 'src/workflows/bad-node.ts', 'node:crypto'],
  ['activities-act-through-ports', 'src/activities/bad-adapter.ts', '../azure/blob/store.ts'],
  ['activities-act-through-ports', 'src/activities/bad-workflow.ts', '../workflows/back-up.ts'],
  ['operations-act-through-ports', 'src/operations/bad-adapter.ts', '../azure/blob/store.ts'],
  ['operations-act-through-ports', 'src/operations/bad-activity.ts', '../activities/open.ts'],
  ['azure-implements-ports', 'src/azure/blob/bad.ts', '../../vault/layout.ts'],
  ['memory-implements-ports', 'src/memory/bad.ts', '../azure/blob/store.ts'],
  ['azure-services-apart', 'src/azure/blob/bad-neighbour.ts', '../identity/credential.ts'],
  ['config-reads-the-environment', 'src/config/bad.ts', '../ports/store.ts'],
  ['composition-wires-src', 'src/composition/bad.ts', '@azure/identity'],
  ['functions-call-in', 'functions/http/bad-vault.ts', '../../src/vault/layout.ts'],
  ['functions-call-in', 'functions/http/bad-azure.ts', '../../src/azure/blob/store.ts'],
  ['functions-sdk-only-in-functions', 'src/composition/bad-sdk.ts', '@azure/functions'],
  ['functions-sdk-only-in-functions', 'local/bad-sdk.ts', 'durable-functions'],
  ['nothing-imports-local', 'src/composition/bad-local.ts', '../../local/start.ts'],
  ['nothing-imports-local', 'functions/bad-local.ts', '../local/start.ts'],
  ['local-host-stands-alone', 'local/host/bad-domain.ts', '../../src/domain/policy.ts'],
  ['local-host-stands-alone', 'local/host/bad-package.ts', 'zod'],
  ['nothing-imports-functions', 'local/bad-functions.ts', '../functions/main.ts'],
  ['product-stands-without-its-workshop', 'src/memory/bad-test.ts', '../../test/unit/some.test.ts'],
  ['product-stands-without-its-workshop', 'local/bad-bench.ts', '../bench/copy.ts'],
  ['shipped-packages-are-dependencies', 'src/memory/bad-dev.ts', 'fast-check'],
  ['no-circular', 'src/domain/bad-chicken.ts', './bad-egg.ts'],
  ['only-known-packages', 'src/azure/blob/bad-unknown.ts', 'no-such-package'],
];

let planted: PlantedTree;
let reported: CheckerRun;

beforeAll(async () => {
  const typeOnly = "import type { it as other } from '../vault/layout.ts';\nexport type It = typeof other;\n";
  planted = plantTree({
    ...cleanTree,
    ...Object.fromEntries(violations.map(([, file, imports]) => [file, importing(imports)])),
    'src/domain/bad-egg.ts': importing('./bad-chicken.ts'),
    'src/domain/bad-type-only.ts': typeOnly,
    'src/domain/bad-orphan.ts': importing(),
  });
  reported = await runChecker(checker, planted.root);
});
afterAll(() => planted.remove());

describe('boundaries', () => {
  it.each(violations)('%s is reported in %s, which imports %s', (rule, file) => {
    expect(reported.lines.filter((line) => line.startsWith(`${rule}: ${file} -> `))).not.toEqual([]);
  });

  it('reports an import of types only', () => {
    expect(reported.lines).toContain(
      'domain-imports-nothing: src/domain/bad-type-only.ts -> src/vault/layout.ts',
    );
  });

  it('reports a module that nothing imports and that imports nothing', () => {
    expect(reported.lines).toContain('no-orphans: src/domain/bad-orphan.ts -> src/domain/bad-orphan.ts');
  });

  it('fails on violations, and reports nothing but the planted files', () => {
    expect(reported.exitCode).toBe(1);
    const innocent = reported.lines.filter(
      (line) => line.includes(' -> ') && !line.includes('/bad-') && !line.includes('/bad.'),
    );
    expect(innocent).toEqual([]);
  });

  it('has a planted violation for every rule', () => {
    const { forbidden } = createRequire(import.meta.url)(
      path.join(projectRoot, '.dependency-cruiser.cjs'),
    ) as {
      forbidden: readonly { name: string }[];
    };
    const tried = new Set([...violations.map(([rule]) => rule), 'no-orphans']);
    expect(forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it('passes a clean tree, having read every module of it', async () => {
    const clean = plantTree(cleanTree);
    try {
      const { exitCode, lines } = await runChecker(checker, clean.root);
      expect(lines.at(-1)).toMatch(/^\d+ modules read, 0 violations$/);
      expect(Number.parseInt(lines.at(-1) ?? '', 10)).toBeGreaterThanOrEqual(Object.keys(cleanTree).length);
      expect(exitCode).toBe(0);
    } finally {
      clean.remove();
    }
  });

  it('fails when it reads no file', async () => {
    const empty = plantTree({ 'test/unit/some.test.ts': importing() });
    try {
      const { exitCode, lines } = await runChecker(checker, empty.root);
      expect(lines).toContain('not read by the checker: (no source file at all)');
      expect(exitCode).toBe(1);
    } finally {
      empty.remove();
    }
  });

  it('fails when it passes over a file', async () => {
    const hidden = 'src/domain/node_modules/hidden.ts';
    const tree = plantTree({ ...cleanTree, [hidden]: importing('node:fs') });
    try {
      const { exitCode, lines } = await runChecker(checker, tree.root);
      expect(lines).toContain(`not read by the checker: ${hidden}`);
      expect(exitCode).toBe(1);
    } finally {
      tree.remove();
    }
  });
});
