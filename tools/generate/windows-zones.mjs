// Writes src/domain/schedule/windows-zones.ts from Unicode CLDR: which IANA zone a Windows time zone name stands for.
// `--check` writes nothing and fails where the table is out of date.

import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const table = path.join(root, 'src/domain/schedule/windows-zones.ts');

const { supplemental } = createRequire(import.meta.url)('cldr-core/supplemental/windowsZones.json');

/** Territory 001, the world: the zone that the name means where no country is named. */
const zones = supplemental.windowsZones.mapTimezones
  .map(({ mapZone }) => mapZone)
  .filter(({ _territory }) => _territory === '001')
  .map(({ _other, _type }) => [_other, _type])
  .sort(([a], [b]) => (a < b ? -1 : 1));

const key = (name) => (/^[A-Z]+$/i.test(name) ? name : `'${name}'`);

const text = `// Windows time zone names, which Azure writes into policies, and the IANA zones they stand for.
// Written by tools/generate/windows-zones.mjs from Unicode CLDR ${supplemental.version._cldrVersion}. Do not edit: run npm run generate.

export const windowsZones: Readonly<Record<string, string>> = {
${zones.map(([windows, iana]) => `  ${key(windows)}: '${iana}',`).join('\n')}
};
`;

if (process.argv.includes('--check')) {
  const current = await readFile(table, 'utf8').catch(() => '');
  if (current !== text) {
    console.error(
      'src/domain/schedule/windows-zones.ts is not what CLDR says. Run: node tools/generate/windows-zones.mjs',
    );
    process.exit(1);
  }
} else {
  await writeFile(table, text);
  console.log('wrote src/domain/schedule/windows-zones.ts');
}
