// Who may import whom: the table of ARCHITECTURE.md as rules. Run by tools/check/boundaries.mjs, which also proves that
// every source file was read; test/architecture plants a violation of each rule.

const rooms = {
  domain: '^src/domain/',
  ports: '^src/ports/',
  vault: '^src/vault/',
  api: '^src/api/',
  workflows: '^src/workflows/',
  catalogue: '^src/workflows/catalogue(\\.ts$|/)',
  activities: '^src/activities/',
  operations: '^src/operations/',
  azure: '^src/azure/',
  memory: '^src/memory/',
  config: '^src/config/',
  composition: '^src/composition/',
  functions: '^functions/',
  local: '^local/',
  localHost: '^local/host/',
};
const zod = '^node_modules/zod/';
const npm = '^node_modules/';
const functionsSdk = '^node_modules/(@azure/functions|durable-functions)/';

/** Everything in `from` may import only what `allowed` names. */
function only(name, from, allowed, comment) {
  return { name, severity: 'error', comment, from: { path: from }, to: { pathNot: allowed } };
}

/** As `only`, and the modules of Node itself, however they are spelt. */
function onlyWithNode(name, from, allowed, comment) {
  return {
    name,
    severity: 'error',
    comment,
    from: { path: from },
    to: { pathNot: allowed, dependencyTypesNot: ['core'] },
  };
}

function never(name, from, to, comment) {
  return { name, severity: 'error', comment, from, to };
}

module.exports = {
  forbidden: [
    only('domain-imports-nothing', rooms.domain, [rooms.domain], 'Decisions are pure.'),
    only(
      'ports-speak-domain',
      rooms.ports,
      [rooms.ports, rooms.domain],
      'A port is an interface over the domain.',
    ),
    only(
      'vault-stands-on-ports',
      rooms.vault,
      [rooms.vault, rooms.ports, rooms.domain, zod, '^(node:)?(crypto|zlib)$'],
      'What a vault looks like; chunk names are hashes and chunks are compressed, so crypto and zlib are its tools.',
    ),
    only(
      'api-maps-to-domain',
      rooms.api,
      [rooms.api, rooms.domain, zod],
      'Wire contracts and their mapping.',
    ),
    only(
      'workflows-touch-nothing',
      rooms.workflows,
      [rooms.workflows, rooms.domain],
      'Orchestrations are replayed: no SDK, no node:, no activities.',
    ),
    only(
      'activities-act-through-ports',
      rooms.activities,
      [rooms.activities, rooms.vault, rooms.ports, rooms.domain, rooms.catalogue],
      'A step asks the domain and acts through ports.',
    ),
    only(
      'operations-act-through-ports',
      rooms.operations,
      [rooms.operations, rooms.vault, rooms.ports, rooms.domain, rooms.catalogue],
      'What a request or a tick does; long work goes to a workflow through a port.',
    ),
    onlyWithNode('azure-implements-ports', rooms.azure, [rooms.azure, rooms.ports, rooms.domain, npm], ''),
    onlyWithNode('memory-implements-ports', rooms.memory, [rooms.memory, rooms.ports, rooms.domain, npm], ''),
    never(
      'azure-services-apart',
      { path: '^src/azure/([^/]+)/' },
      { path: '^src/azure/([^/]+)/', pathNot: '^src/azure/($1|http|resource-manager)/' },
      'One folder per Azure service; what two share is a port, or how Azure is spoken to.',
    ),
    only(
      'config-reads-the-environment',
      rooms.config,
      [rooms.config, rooms.domain, zod],
      'Settings, parsed once.',
    ),
    only(
      'composition-wires-src',
      rooms.composition,
      ['^src/'],
      'Wires; has no logic and no packages of its own.',
    ),
    only(
      'functions-call-in',
      rooms.functions,
      [
        rooms.functions,
        rooms.composition,
        rooms.workflows,
        rooms.activities,
        rooms.api,
        rooms.config,
        rooms.ports,
        functionsSdk,
      ],
      'Triggers bind, parse, call and map; ports, because the Durable client implements one there.',
    ),
    never(
      'functions-sdk-only-in-functions',
      { pathNot: [rooms.functions, '^test/', '^node_modules/'] },
      { path: functionsSdk },
      'The SDK of the host stays at the edge.',
    ),
    never('nothing-imports-local', { path: ['^src/', rooms.functions] }, { path: rooms.local }, ''),
    onlyWithNode(
      'local-host-stands-alone',
      rooms.localHost,
      [rooms.localHost, '^@azure/functions-core$'],
      'The embedded host runs any app and knows nothing of Holdfast.',
    ),
    never(
      'nothing-imports-functions',
      { path: ['^src/', rooms.local] },
      { path: rooms.functions },
      'The app is entered by its triggers only; local/ loads the built bundle.',
    ),
    never(
      'product-stands-without-its-workshop',
      { path: ['^src/', rooms.functions, rooms.local] },
      { path: ['^test/', '^bench/', '^tools/'] },
      '',
    ),
    never(
      'shipped-packages-are-dependencies',
      { path: ['^src/', rooms.functions] },
      { dependencyTypes: ['npm-dev'], pathNot: rooms.local },
      'What the app needs at run time stands under dependencies.',
    ),
    never('no-circular', {}, { circular: true }, 'Two modules that need each other are one, or three.'),
    never(
      'no-orphans',
      { orphan: true, path: ['^src/', rooms.functions, rooms.local], pathNot: '\\.d\\.ts$' },
      {},
      'Imported by nothing and importing nothing: is it used?',
    ),
    never(
      'only-known-packages',
      { pathNot: '^node_modules/' },
      {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'],
        pathNot: '^@azure/functions-core$',
      },
      'In package.json and resolvable. The worker provides @azure/functions-core.',
    ),
  ],
  options: {
    // TypeScript 7 has no API for other programs: without swc no TypeScript file is read, and that counts as success.
    parser: 'swc',
    // Type-only imports are edges too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    preserveSymlinks: true,
    exclude: { path: ['^test/host/(apps|recordings)/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.d.ts', '.json'],
    },
  },
};
