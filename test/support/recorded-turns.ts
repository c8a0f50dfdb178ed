// The app with the witness of recording-app/, and what it has noted: a recording per orchestration, as the histories of
// test/workflow are.

import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { orchestrations } from '../../src/workflows/catalogue.ts';
import type { HistoryEvent } from './durable-executor.ts';
import type { Generation } from './orchestration.ts';

export interface Recording {
  readonly workflow: keyof typeof orchestrations;
  readonly instanceId: string;
  readonly generations: readonly Generation[];
}

const witness = fileURLToPath(new URL('./recording-app/main.mjs', import.meta.url));

/** Makes the folder of an app that runs the project's bundle and notes its turns. */
export const layOutRecordingApp = (project: string, folder: string): void => {
  mkdirSync(folder, { recursive: true });
  for (const name of ['dist', 'node_modules']) symlinkSync(join(project, name), join(folder, name), 'dir');
  cpSync(join(project, 'host.json'), join(folder, 'host.json'));
  cpSync(witness, join(folder, 'main.mjs'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', main: 'main.mjs' }));
};

interface Turn {
  readonly workflow: Recording['workflow'];
  readonly instanceId: string;
  readonly input: unknown;
  readonly history: readonly HistoryEvent[];
  readonly result: Generation['result'];
}

/** Of the orchestrations that have ended; the last turn of a generation has all of its history. */
export const readRecordings = (file: string): readonly Recording[] => {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const turns = lines.map((line) => JSON.parse(line) as Turn);
  return [...new Set(turns.map(({ instanceId }) => instanceId))].flatMap((instanceId) => {
    const all = turns.filter((turn) => turn.instanceId === instanceId);
    const last = all.at(-1);
    if (last?.result.isDone !== true) return [];
    const generations = all
      .filter(({ result }) => result.isDone)
      .map(({ input, history, result }) => ({ input, history, result }));
    return [{ workflow: last.workflow, instanceId, generations }];
  });
};
