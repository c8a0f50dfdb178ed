// `npm run vault -- check`: asks a running Holdfast to check its vault, waits, and says in plain words what was found.
//
// The vault is the one of `npm start` on this machine, or the one at --url; for a deployed one the function key is read
// from HOLDFAST_FUNCTION_KEY, or a token of Entra ID from HOLDFAST_TOKEN.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const usage = `Usage: npm run vault -- check [--repair] [--url VAULT] [--home DIR] [--port PORT]

Checks a whole vault: that its documents can be read, and that all which recovery points name is there.

  --repair     put right what can be put right; what cannot is named. Deletes only what is proved to be of no use
  --url VAULT  URL of the vault, as npm start prints it (default: the vault of npm start on this machine)
  --home DIR   home folder of npm start (default: .holdfast)
  --port PORT  port of npm start (default: 7071)

Exit code: 0 where the vault is sound, or was made so; 1 where something is left to be done; 2 for a wrong command line.
`;

const apiVersion = '2024-04-01';

function parse(args) {
  const options = {
    repair: { type: 'boolean', default: false },
    url: { type: 'string' },
    home: { type: 'string', default: '.holdfast' },
    port: { type: 'string', default: '7071' },
    help: { type: 'boolean', default: false },
  };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (!values.help && (positionals.length !== 1 || positionals[0] !== 'check'))
    throw new Error(`What is to be done? Known: check.`);
  return values;
}

function vaultUrl({ url, home, port }) {
  if (url !== undefined) return new URL(url);
  const file = path.join(home, 'home.json');
  if (!existsSync(file)) throw new Error(`There is no vault in ${home}. Run npm start first, or give --url.`);
  const { subscriptionId, resourceGroup, vaultName } = JSON.parse(readFileSync(file, 'utf8'));
  const id = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.DataProtection/backupVaults/${vaultName}`;
  return new URL(id, `http://127.0.0.1:${port}`);
}

function headers() {
  const { HOLDFAST_FUNCTION_KEY: key, HOLDFAST_TOKEN: token } = process.env;
  return {
    'content-type': 'application/json',
    ...(key ? { 'x-functions-key': key } : {}),
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  };
}

async function call(method, url, body) {
  const asked = new URL(url);
  if (!asked.searchParams.has('api-version')) asked.searchParams.set('api-version', apiVersion);
  const options = {
    method,
    headers: headers(),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const answer = await fetch(asked, options).catch((error) => {
    throw new Error(`Holdfast does not answer at ${asked.origin}: ${error.cause?.message ?? error.message}`);
  });
  const text = await answer.text();
  const content = text.startsWith('{') ? JSON.parse(text) : {};
  if (answer.ok) return { content, headers: answer.headers };
  throw new Error(
    `${method} ${asked.pathname} was answered ${answer.status}: ${content.error?.message ?? text}`,
  );
}

async function check(vault, repair) {
  const place = new URL(vault);
  place.pathname = `${place.pathname.replace(/\/+$/, '')}/check`;
  const started = await call('POST', place, { repair });
  const operation = started.headers.get('azure-asyncoperation');
  for (;;) {
    const { content, headers: answered } = await call('GET', operation);
    if (content.status !== 'Inprogress') return await jobOf(vault, content.properties.jobId);
    await delay(Number(answered.get('retry-after') ?? 1) * 1000);
  }
}

async function jobOf(vault, jobId) {
  const place = new URL(vault);
  place.pathname = `${place.pathname.replace(/\/+$/, '')}/backupJobs/${jobId}`;
  return (await call('GET', place)).content;
}

const count = (number, one, many) => `${number} ${Number(number) === 1 ? one : many}`;

function describe({ severity, thing, detail, means, toDo, repaired }) {
  const lines = [`${repaired ? 'repaired' : severity}: ${thing}`, `  ${means}`];
  if (detail) lines.push(`  ${detail}`);
  if (!repaired) lines.push(`  To do: ${toDo}`);
  return lines.join('\n');
}

function tell({ name, properties }) {
  const details = properties.extendedInfo?.additionalDetails ?? {};
  if (details.checkReport === undefined) {
    console.error(`The check (job ${name}) has failed.`);
    for (const error of properties.errorDetails ?? []) console.error(`${error.code}: ${error.message}`);
    return 1;
  }
  const findings = JSON.parse(details.checkReport);
  for (const finding of findings) console.log(`${describe(finding)}\n`);
  const [errors, warnings, repaired] = [details.checkErrors, details.checkWarnings, details.checkRepaired];
  console.log(
    `${count(details.checkDocuments, 'document', 'documents')} read, ${count(details.checkBlobs, 'blob', 'blobs')} looked for: ` +
      `${count(errors, 'error', 'errors')}, ${count(warnings, 'warning', 'warnings')}, ${repaired} repaired.`,
  );
  return Number(errors) + Number(warnings) === 0 ? 0 : 1;
}

async function main(args) {
  let options;
  try {
    options = parse(args);
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    console.log(usage);
    return 0;
  }
  return tell(await check(vaultUrl(options), options.repair));
}

main(process.argv.slice(2)).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
