// A storage account that is written to by chance, and a model of what it holds.

import type { AccountState, BlobState } from '../../local/demo/blob-state.ts';
import { keyOf } from '../../local/demo/blob-state.ts';
import type { TestAccount } from './app.ts';
import type { Random } from './random.ts';

const CONTAINERS = ['alpha', 'beta', 'gamma', 'delta'] as const;
const NAMES = 3;

export class ChangingAccount {
  readonly #to: TestAccount;
  readonly #random: Random;
  readonly #state = new Map<string, BlobState>();
  #writes = 0;

  private constructor(to: TestAccount, random: Random) {
    this.#to = to;
    this.#random = random;
  }

  static async fill(to: TestAccount, blobs: number, random: Random): Promise<ChangingAccount> {
    const changing = new ChangingAccount(to, random);
    for (let blob = 0; blob < blobs; blob += 1) await changing.#write();
    return changing;
  }

  /** What it holds now; later changes do not show in it. */
  state(): AccountState {
    return new Map(this.#state);
  }

  /** Some blobs are written, some deleted, now and then a whole container; or nothing happens. */
  async change(): Promise<void> {
    const random = this.#random;
    if (random.chance(0.1)) return;
    if (random.chance(0.05)) await this.#deleteContainer(random.pick(CONTAINERS));
    for (let left = 1 + random.below(4); left > 0; left -= 1) await this.#write();
    if (random.chance(0.4)) await this.#delete(random.pick([...this.#state.values()]));
  }

  async #write(): Promise<void> {
    const random = this.#random;
    const container = random.pick(CONTAINERS);
    const name = `folder-${random.below(3)}/blob-${random.below(NAMES)}`;
    this.#writes += 1;
    // Blobs of one length, so that nothing but their content tells two states apart; others of any length.
    const content = random.chance(0.5)
      ? `write ${String(this.#writes).padStart(6, '0')}`
      : `${this.#writes} `.repeat(random.below(400));
    const blob = {
      container,
      name,
      headers: { blobContentType: 'text/plain' },
      metadata: { write: String(this.#writes) },
    };
    await this.#to.account.createContainer(container);
    this.#state.set(keyOf(blob), await this.#to.account.write(blob, Buffer.from(content)));
  }

  async #delete({ container, name }: BlobState): Promise<void> {
    await this.#to.account.delete(container, name);
    this.#state.delete(keyOf({ container, name }));
  }

  async #deleteContainer(container: string): Promise<void> {
    await this.#to.account.deleteContainer(container);
    for (const [key, blob] of this.#state) if (blob.container === container) this.#state.delete(key);
  }
}
