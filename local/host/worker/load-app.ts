// Loads an app as the Node worker does: entry files in order, appStart hooks, capabilities; then nothing can be
// registered any more.

import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HostStartError } from '../host-start-error.ts';
import { attachCoreModule, programmingModel } from './core-module.ts';
import type { EntryPoints } from './entry-points.ts';
import { findEntryPoints } from './entry-points.ts';
import type { WorkerApp } from './worker-app.ts';
import { runHooks } from './worker-app.ts';

export interface LoadedApp {
  readonly entryPoints: EntryPoints;
  /** Where the library answers HTTP itself (`app.setup({ enableHttpStream: true })`); undefined in the plain mode. */
  readonly httpUri: string | undefined;
}

export async function loadApp(app: WorkerApp, appDirectory: string): Promise<LoadedApp> {
  attachCoreModule(app);
  const entryPoints = findEntryPoints(appDirectory);
  for (const file of entryPoints.files) await loadFile(file, entryPoints, appDirectory);
  const model = programmingModel(); // none when no function was registered
  await runHooks(app, 'appStart', {
    hookData: app.appLevelHookData,
    appHookData: app.appHookData,
    functionAppDirectory: appDirectory,
  });
  const capabilities = (await model?.getCapabilities?.({})) ?? {};
  app.sealed = true;
  return { entryPoints, httpUri: capabilities.HttpUri };
}

async function loadFile(file: string, { esModules }: EntryPoints, appDirectory: string): Promise<void> {
  try {
    if (file.endsWith('.mjs') || (esModules && !file.endsWith('.cjs')))
      await import(pathToFileURL(file).href);
    else createRequire(path.join(appDirectory, 'package.json'))(file);
  } catch (error) {
    const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const hint = /\.[cm]?tsx?$/.test(file)
      ? '\n"main" names TypeScript: it should name the built JavaScript.'
      : '';
    throw new HostStartError(
      `Worker was unable to load entry point "${path.relative(appDirectory, file)}": ${shown}${hint}`,
      { code: 'app-load', cause: error },
    );
  }
}
