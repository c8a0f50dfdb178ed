// Reads a Holdfast vault without Holdfast: lists recovery points, and restores containers into a folder. Written from
// docs/vault-format.md alone and shares no code with the app, so it proves that page and outlives the app.
//
//   node tools/read-vault.mjs points  --control ACCOUNT [--instance NAME]
//   node tools/read-vault.mjs restore --control ACCOUNT --instance NAME --point ID [--container NAME]... --to DIR
//
// Signs in as the Azure SDK does by default; for account keys, VAULT_ACCOUNT_KEYS="name:key;name:key".
// Accounts elsewhere than in the public cloud: --endpoint 'http://127.0.0.1:10000/{account}'.

import { createHash } from 'node:crypto';
import { mkdir, open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';

const catalogue = 'holdfast-vault';
const downloadsAtOnce = 16;

const sha256 = (content) => createHash('sha256').update(content).digest('hex');
const fannedOut = (hash) => `${hash.slice(0, 2)}/${hash}`;

const keys = new Map(
  (process.env.VAULT_ACCOUNT_KEYS ?? '').split(';').map((pair) => {
    const colon = pair.indexOf(':');
    return [pair.slice(0, colon), pair.slice(colon + 1)];
  }),
);

function openAccount(endpoint, account) {
  const key = keys.get(account);
  const credential = key ? new StorageSharedKeyCredential(account, key) : new DefaultAzureCredential();
  return new BlobServiceClient(endpoint.replace('{account}', account), credential);
}

async function* recoveryPoints(control, instance) {
  const container = control.getContainerClient(catalogue);
  const prefix = instance === undefined ? 'recovery-points/' : `recovery-points/${instance}/`;
  for await (const { name } of container.listBlobsFlat({ prefix })) {
    yield JSON.parse((await container.getBlobClient(name).downloadToBuffer()).toString());
  }
}

async function readChunk(data, hash) {
  const blob = data.getContainerClient('chunks').getBlobClient(fannedOut(hash));
  const text = gunzipSync(await blob.downloadToBuffer());
  if (sha256(text) !== hash) throw new Error(`The chunk ${hash} is damaged`);
  const chunk = JSON.parse(text.toString());
  if (chunk.version !== 1)
    throw new Error(`The chunk ${hash} has version ${chunk.version}, unknown to this program`);
  return chunk;
}

/**
 * The entries below a node, of the containers asked for. Children without any of them are not read. A chunk that
 * cannot be read is yielded as `unreadable`; what is below the others is not lost with it.
 */
async function* entriesBelow(data, hash, containers) {
  const chunk = await readChunk(data, hash).catch((error) => ({ unreadable: error.message }));
  if (chunk.unreadable !== undefined) {
    yield chunk;
    return;
  }
  if (chunk.kind === 'leaf') {
    const locations = new Map(chunk.locations);
    for (const [i, name] of chunk.names.entries()) {
      const directory = (chunk.kinds ?? '')[i] === 'd';
      const [size, etag, md5] = [chunk.sizes[i], chunk.etags[i], chunk.md5s[i]];
      yield { container: chunk.container, name, size, etag, md5, directory, location: locations.get(i) };
    }
    return;
  }
  for (const [i, child] of chunk.hashes.entries()) {
    const spanned = chunk.containers.slice(chunk.firstIn[i], chunk.lastIn[i] + 1);
    const [first, last] = [spanned[0], spanned.at(-1)];
    if (containers.size > 0 && ![...containers].some((name) => first <= name && name <= last)) continue;
    for await (const entry of entriesBelow(data, child, containers)) {
      if (entry.unreadable) yield { from: chunk.firsts[i], to: chunk.lasts[i], container: first, ...entry };
      else if (containers.size === 0 || containers.has(entry.container)) yield entry;
    }
  }
}

/** Where an entry's bytes are, as arguments of a download. */
function contentOf(data, { container, name, etag, size, location }) {
  if (location?.version !== undefined) {
    const blob = data.getContainerClient(container).getBlobClient(name).withVersion(location.version);
    return blob.download();
  }
  const object = location?.object ?? fannedOut(sha256(JSON.stringify([container, name, etag])));
  const blob = data.getContainerClient('objects').getBlobClient(object);
  // The service refuses a range of an empty blob.
  return size === 0 ? blob.download() : blob.download(location?.offset ?? 0, location?.length ?? size);
}

/** A name that is no safe or possible path goes to a folder of its own, under its hash. */
function fileOf(folder, { container, name }) {
  const segments = name.split('/');
  const usual = segments.every(
    (one) => !['', '.', '..'].includes(one) && Buffer.byteLength(one) <= 255 && !/[\0\\]/.test(one),
  );
  return usual && Buffer.byteLength(name) <= 2048
    ? path.join(folder, container, ...segments)
    : path.join(folder, '_unusual-names', sha256(`${container}/${name}`));
}

async function openFile(folder, entry) {
  const file = fileOf(folder, entry);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    return [file, await open(file, 'wx')];
  } catch (error) {
    // A blob `a` beside a blob `a/b`: a folder cannot hold both.
    if (!['ENOTDIR', 'EISDIR', 'EEXIST'].includes(error.code)) throw error;
    const other = path.join(folder, '_unusual-names', sha256(`${entry.container}/${entry.name}`));
    await mkdir(path.dirname(other), { recursive: true });
    return [other, await open(other, 'wx')];
  }
}

/** The path it was written to; throws where the content is not the entry's. */
async function restoreEntry(data, folder, entry) {
  const md5 = createHash('md5');
  let size = 0;
  const { readableStreamBody } = await contentOf(data, entry);
  const [file, handle] = await openFile(folder, entry);
  try {
    for await (const piece of readableStreamBody) {
      md5.update(piece);
      size += piece.length;
      await handle.writeFile(piece);
    }
  } finally {
    await handle.close();
  }
  if (size !== entry.size) throw new Error(`${size} bytes instead of ${entry.size}`);
  if (entry.md5 !== null && md5.digest('base64') !== entry.md5) throw new Error('MD5 differs');
  return path.relative(folder, file);
}

async function restore(data, root, containers, folder) {
  const entries = entriesBelow(data, root, containers);
  const [files, failures] = [[], []];
  const worker = async () => {
    for (let next = await entries.next(); !next.done; next = await entries.next()) {
      const { container, name, directory, size } = next.value;
      if (next.value.unreadable !== undefined) failures.push(next.value);
      if (directory || next.value.unreadable !== undefined) continue;
      try {
        files.push({ container, name, size, file: await restoreEntry(data, folder, next.value) });
      } catch (error) {
        failures.push({ container, name, reason: error.message });
      }
    }
  };
  await mkdir(folder, { recursive: true });
  await Promise.all(Array.from({ length: downloadsAtOnce }, worker));
  await writeFile(path.join(folder, '_restored.json'), `${JSON.stringify({ files, failures }, null, 2)}\n`);
  return { files, failures };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    control: { type: 'string' },
    endpoint: { type: 'string', default: 'https://{account}.blob.core.windows.net' },
    instance: { type: 'string' },
    point: { type: 'string' },
    container: { type: 'string', multiple: true, default: [] },
    to: { type: 'string' },
  },
});
const [command] = positionals;
const complete = command === 'points' || (values.instance && values.point && values.to);
if (!values.control || !['points', 'restore'].includes(command) || !complete) {
  console.error('See the head of tools/read-vault.mjs for how it is called.');
  process.exit(2);
}

const control = openAccount(values.endpoint, values.control);
for await (const point of recoveryPoints(control, values.instance)) {
  const { id, backupInstance, time, blobs, bytes, dataAccountId, manifestRoot } = point;
  if (point.kind === 'elasticSanVolume') {
    const { diskSnapshotId, sizeBytes } = point;
    if (command === 'points') {
      console.log(`${backupInstance}  ${id}  ${time}  volume of ${sizeBytes} bytes in ${diskSnapshotId}`);
    } else if (id === values.point) {
      console.error(`Its content is ${diskSnapshotId}: make a disk or a volume from it.`);
      process.exit(1);
    }
    continue;
  }
  if (command === 'points') console.log(`${backupInstance}  ${id}  ${time}  ${blobs} blobs, ${bytes} bytes`);
  if (command === 'points' || id !== values.point) continue;
  const data = openAccount(values.endpoint, dataAccountId.split('/').at(-1));
  const { files, failures } = await restore(data, manifestRoot, new Set(values.container), values.to);
  console.log(
    `${files.length} blobs restored into ${values.to}, ${failures.length} failed (see _restored.json)`,
  );
  process.exit(failures.length === 0 ? 0 : 1);
}
if (command === 'restore') {
  console.error(`There is no recovery point ${values.point} of ${values.instance}.`);
  process.exit(1);
}
