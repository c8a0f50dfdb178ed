// Resources of one kind, by ID in any case.

import { isWithin, resourceKey } from '../../domain/shared/resource-id.ts';

export class Shelf<T extends { readonly id: string }> {
  private readonly records = new Map<string, T>();

  get(id: string): T | undefined {
    return this.records.get(resourceKey(id));
  }

  put(record: T): T {
    this.records.set(resourceKey(record.id), record);
    return record;
  }

  remove(id: string): void {
    this.records.delete(resourceKey(id));
  }

  within(scope: string): readonly T[] {
    return this.all().filter(({ id }) => isWithin(scope, id));
  }

  all(): readonly T[] {
    return [...this.records.values()];
  }
}
