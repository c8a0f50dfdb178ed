// Writes docs/config.md from src/config/fields.ts. `--check` writes nothing and fails where the page is out of date.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const page = path.join(root, 'docs/config.md');

/** Node 20 does not read TypeScript: the schema is bundled in memory and imported from there. */
async function loadFields() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/config/fields.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  const { settingFields } = await import(`data:text/javascript;base64,${source}`);
  return Object.entries(settingFields);
}

const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

function row([name, field]) {
  const needed = field.only === undefined ? '**required**' : `**required** with ${code(field.only)}`;
  const standard = field.default === undefined ? needed : code(field.default);
  const secret = field.secret ? ' Secret.' : '';
  return `| ${code(name)} | ${standard} | ${field.description}${secret} | ${code(field.example)} |`;
}

const render = (fields) => `# Settings

<!-- Written by tools/generate/config.mjs from src/config/fields.ts. Edit there, then run: node tools/generate/config.mjs -->

Settings are environment variables: application settings in Azure, \`Values\` of \`local.settings.json\` on one machine.
They are read once, when the app starts. A missing or wrong one stops the app, and the message names all of them.

| setting | default | meaning | example |
|---|---|---|---|
${fields.map(row).join('\n')}

## Settings of the Functions host

These are not Holdfast's own, but the app does not run without them.

| setting | meaning |
|---|---|
| \`AzureWebJobsStorage\` | Storage of the Functions host and of Durable Functions. In Azure by identity: \`AzureWebJobsStorage__accountName\`. |
| \`FUNCTIONS_WORKER_RUNTIME\` | \`node\` |
| \`TASKHUB_NAME\` | Name of the Durable task hub, letters and digits. Deployments that share a storage account need different ones. |
| \`APPLICATIONINSIGHTS_CONNECTION_STRING\` | Where telemetry goes. Optional. |

The task hub can be moved to the Durable Task Scheduler by settings alone:
\`AzureFunctionsJobHost__extensions__durableTask__storageProvider__type\` = \`azureManaged\`, and
\`AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName\` = the name of a setting with its connection string.
`;

const text = render(await loadFields());
if (process.argv.includes('--check')) {
  const current = await readFile(page, 'utf8').catch(() => '');
  if (current !== text) {
    console.error(
      'docs/config.md is not what src/config/fields.ts says. Run: node tools/generate/config.mjs',
    );
    process.exit(1);
  }
} else {
  await writeFile(page, text);
  console.log('wrote docs/config.md');
}
