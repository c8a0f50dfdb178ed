// Small trees of source files in a temporary folder, laid out like the project, for the checkers to be tried on.

import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const projectRoot = path.resolve(import.meta.dirname, '../..');

export interface PlantedTree {
  readonly root: string;
  remove(): void;
}

/** `files`: path -> text. Package files, ignore rules and lint rules are those of the project. */
export function plantTree(files: Readonly<Record<string, string>>): PlantedTree {
  const root = mkdtempSync(path.join(tmpdir(), 'holdfast-planted-'));
  for (const own of ['package.json', '.gitignore', 'biome.json', 'tools/lint']) {
    cpSync(path.join(projectRoot, own), path.join(root, own), { recursive: true });
  }
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

export interface CheckerRun {
  readonly exitCode: number;
  readonly lines: readonly string[];
}

/** Runs a checker as `npm run check` does, on another tree. */
export function runChecker(script: string, root: string): Promise<CheckerRun> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [path.join(projectRoot, script), root], (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') return reject(error);
      const exitCode = typeof error?.code === 'number' ? error.code : 0;
      resolve({ exitCode, lines: `${stdout}${stderr}`.trim().split('\n') });
    });
  });
}
