// Many SAN volumes under the protection of one app, and things that are done to all of them at once, of which each goes
// wrong in a way of its own.

import type { ProxiedRequest } from '../../local/azure/fault-proxy.ts';
import type { JobView } from '../../local/demo/vault.ts';
import type { Action } from '../../src/memory/cloud/records.ts';
import type { TestApp } from './app.ts';
import { VAULT_ID } from './app.ts';
import { anHourAgo } from './driven-time.ts';
import { allEnded } from './durable-instances.ts';
import type { Deed } from './fleet-volume.ts';
import { FleetVolume, SAN_POLICY } from './fleet-volume.ts';
import { volumePolicyDefinition } from './policy-fixture.ts';
import type { Mishap } from './volume-steps.ts';

export interface Plan {
  readonly deed: Deed;
  /** Of what goes wrong. */
  readonly name?: string;
  readonly mishap?: (volume: FleetVolume) => Mishap;
  readonly before?: (volume: FleetVolume) => void;
}

export interface Outcome<P extends Plan = Plan> {
  readonly plan: P;
  readonly volume: FleetVolume;
  readonly job: JobView;
}

/** What a deed consists of where nothing goes wrong. */
export interface Course {
  readonly steps: readonly string[];
  /** Operations that it has made Azure begin. */
  readonly actions: readonly Action[];
}

/** Recovery points that a deed needs: the last one is never pruned. */
const needed: Readonly<Record<Deed, number>> = { backup: 0, restore: 1, 'restore to disk': 1, prune: 2 };
export const deeds = Object.keys(needed) as readonly Deed[];

export const fleetSettings = {
  HOLDFAST_SAN_POLL_SECONDS: '1',
  // Requests that are held, and those that their client tries again, keep no others waiting.
  AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: '200',
};

export class VolumeFleet {
  readonly volumes: FleetVolume[] = [];
  /** Requests to Azure of which nobody knows whose they are. */
  readonly strangers: string[] = [];
  readonly #app: TestApp;

  private constructor(app: TestApp) {
    this.#app = app;
  }

  static async gather(app: TestApp): Promise<VolumeFleet> {
    const properties = volumePolicyDefinition({ intervals: [anHourAgo()] });
    await app.arm.call('PUT', `${VAULT_ID}/backupPolicies/${SAN_POLICY}`, { properties });
    const fleet = new VolumeFleet(app);
    app.azure.proxy.use((request) => fleet.#answer(request));
    return fleet;
  }

  /** Each thing that is done to a volume, done once. */
  async courses(): Promise<ReadonlyMap<Deed, Course>> {
    const others: readonly Plan[] = deeds.filter((deed) => deed !== 'backup').map((deed) => ({ deed }));
    const courses = new Map<Deed, Course>();
    for (const plans of [[{ deed: 'backup' }] as readonly Plan[], others]) {
      for (const { plan, volume } of await this.run(plans))
        courses.set(plan.deed, { steps: [...volume.watch.seen], actions: volume.actions() });
    }
    return courses;
  }

  /** All at once, to their end. */
  async run<P extends Plan>(plans: readonly P[]): Promise<readonly Outcome<P>[]> {
    return await this.#runOn(await this.#ready(plans), plans);
  }

  /** The same, and begun only. */
  async begin<P extends Plan>(plans: readonly P[]): Promise<readonly Omit<Outcome<P>, 'job'>[]> {
    const volumes = await this.#ready(plans);
    return await this.#begin(volumes, plans);
  }

  async ended<P extends Plan>(begun: readonly Omit<Outcome<P>, 'job'>[]): Promise<readonly Outcome<P>[]> {
    await allEnded(this.#app, 150_000, 250);
    return await Promise.all(begun.map(async (one) => ({ ...one, job: await one.volume.ended() })));
  }

  async isWhole(): Promise<void> {
    await Promise.all(this.volumes.map((volume) => volume.isWhole()));
  }

  leftovers(): readonly string[] {
    return this.volumes.flatMap((volume) => volume.leftovers());
  }

  async #runOn<P extends Plan>(volumes: readonly FleetVolume[], plans: readonly P[]) {
    return await this.ended(await this.#begin(volumes, plans));
  }

  async #begin<P extends Plan>(volumes: readonly FleetVolume[], plans: readonly P[]) {
    return await Promise.all(
      plans.map(async (plan, index) => {
        const volume = volumes[index]!;
        plan.before?.(volume);
        await volume.begin(plan.deed, plan.mishap?.(volume));
        return { plan, volume };
      }),
    );
  }

  /** A volume for each plan, with as many recovery points as it needs: backed up where there are too few. */
  async #ready(plans: readonly Plan[]): Promise<readonly FleetVolume[]> {
    const free = [...this.volumes].sort((a, b) => b.points.size - a.points.size);
    const chosen = new Map<Plan, FleetVolume>();
    for (const plan of [...plans].sort((a, b) => needed[b.deed] - needed[a.deed])) {
      const index = free.findIndex((volume) => !volume.did(plan.deed));
      const [volume = this.#add()] = index < 0 ? [] : free.splice(index, 1);
      chosen.set(plan, volume);
    }
    await Promise.all([...chosen.values()].filter(({ isNew }) => isNew).map((volume) => volume.protect()));
    for (let round = 0; round < Math.max(...Object.values(needed)); round += 1) {
      const poor = [...chosen].filter(([{ deed }, { points }]) => points.size < needed[deed]);
      const volumes = poor.map(([, volume]) => volume);
      await this.#runOn(
        volumes,
        volumes.map(() => ({ deed: 'backup' })),
      );
    }
    return plans.map((plan) => chosen.get(plan)!);
  }

  #add(): FleetVolume {
    const volume = new FleetVolume(this.#app, this.volumes.length + 1);
    this.volumes.push(volume);
    return volume;
  }

  #answer(request: ProxiedRequest) {
    const volume = this.volumes.find((one) => one.owns(request));
    if (volume !== undefined) return volume.answer(request);
    this.strangers.push(`${request.method} ${request.url}`);
    return 'pass';
  }
}
