// Gives the source account its first state and remembers it. Done until a recovery point of that state exists: a
// start that was cut off before may have left the account half filled.

import type { Account } from './account.ts';
import { saveState } from './blob-state.ts';
import { chooseAllFiles, chooseSample } from './choose-files.ts';
import { fillAccount } from './fill-account.ts';
import type { Home } from './home.ts';
import type { Narrator } from './narrator.ts';
import { counted, inMegabytes, inSeconds } from './narrator.ts';
import { oddBlobs } from './odd-blobs.ts';

export const FIRST_STATE = 'first-state.ndjson';

export const fillSource = async (
  source: Account,
  home: Home,
  sampleFolder: string,
  narrator: Narrator,
): Promise<void> => {
  const started = performance.now();
  const folder = home.identity.data ?? sampleFolder;
  const { files, leftOut } = home.identity.data === undefined ? chooseSample(folder) : chooseAllFiles(folder);
  for (const file of leftOut.slice(0, 20)) narrator.say(`  Left out: ${file}`);
  if (leftOut.length > 20) narrator.say(`  and ${leftOut.length - 20} more`);
  const odd = oddBlobs();
  let blobs = 0;
  let bytes = 0;
  const state = await fillAccount(source, files, odd, (blob) => {
    blobs += 1;
    bytes += blob.size;
    narrator.progress(
      `filling: ${blobs.toLocaleString('en-US')} of ${counted(files.length + odd.length, 'blob')}`,
    );
  });
  saveState(home.path(FIRST_STATE), state);
  const containers = new Set([...state.values()].map(({ container }) => container));
  narrator.say(
    `Filled the source account with ${counted(files.length, 'file')} of ${folder} and ${odd.length} odd blobs: ` +
      `${inMegabytes(bytes)} in ${counted(containers.size, 'container')}, in ${inSeconds(performance.now() - started)}.`,
  );
};
