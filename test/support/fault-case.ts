// An account under a fault: protected and backed up once, then changed, so that the backup under test has something to
// copy. Knows what the account holds, and what every recovery point must restore to.

import type { AccountState, BlobState } from '../../local/demo/blob-state.ts';
import type { JobView } from '../../local/demo/vault.ts';
import type { TestAccount, TestApp } from './app.ts';
import { backUp, fill, protect } from './backup-steps.ts';
import type { Aftermath } from './vault-state.ts';
import { expectWhole } from './vault-state.ts';

/** Blobs after the change, and how many of them the backup under test copies. */
export const CASE = { blobs: 15, changed: 3 } as const;

export class FaultCase implements Aftermath {
  readonly instance: string;
  readonly source: TestAccount;
  readonly state = new Map<string, BlobState>();
  readonly points = new Map<string, AccountState>();
  readonly #app: TestApp;

  private constructor(app: TestApp, instance: string) {
    this.#app = app;
    this.instance = instance;
    this.source = app.newAccount();
  }

  static async prepare(app: TestApp, instance: string): Promise<FaultCase> {
    const made = new FaultCase(app, instance);
    const blobs = Array.from({ length: 12 }, (_, i) => [`one/blob-${i}`, `one ${i}`]);
    await made.write({ ...Object.fromEntries(blobs), 'two/a': 'a', 'two/b': 'b' });
    await protect(app, instance, made.source);
    made.saved(await backUp(app, instance));
    await made.write({ 'one/blob-3': 'new 3', 'one/new': 'new', 'two/b': 'new b' });
    return made;
  }

  async write(blobs: Record<string, string>): Promise<void> {
    for (const [key, blob] of await fill(this.source, blobs)) this.state.set(key, blob);
  }

  async remove(container: string, name: string): Promise<void> {
    await this.source.account.delete(container, name);
    this.state.delete(`${container}/${name}`);
  }

  async removeContainer(container: string): Promise<void> {
    await this.source.account.deleteContainer(container);
    for (const key of [...this.state.keys()]) if (key.startsWith(`${container}/`)) this.state.delete(key);
  }

  /** The backup has made a recovery point of what the account holds, but for those. */
  saved({ recoveryPointId = '' }: Pick<JobView, 'recoveryPointId'>, without: readonly string[] = []): void {
    const state = new Map(this.state);
    for (const key of without) state.delete(key);
    this.points.set(recoveryPointId, state);
  }

  /** See expectWhole. */
  isWhole(options: { readonly tidyAtOnce?: boolean } = {}): Promise<void> {
    return expectWhole(this.#app, this, options);
  }
}
