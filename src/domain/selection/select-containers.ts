// Decides which containers of an account a backup covers, and says of every other one why it does not.

import type { ContainerSelection } from '../protection/backup-instance.ts';
import type { Outcome } from '../shared/failure.ts';
import { fail, succeed } from '../shared/failure.ts';
import { isUserSystemContainer } from './container-name.ts';

/** Azure Backup's limit per storage account. */
export const MAX_CONTAINERS = 100;

export type LeftOutReason = 'system' | 'excluded' | 'not-included';

export interface SelectedContainers {
  /** In name order. */
  readonly containers: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly reason: LeftOutReason }[];
}

const isSystem = (name: string): boolean => name.startsWith('$') && !isUserSystemContainer(name);

/** undefined where a backup takes it. */
export const reasonToLeaveOut = (
  name: string,
  { include, exclude }: ContainerSelection,
): LeftOutReason | undefined => {
  if (isSystem(name)) return 'system';
  if (include !== undefined && !include.includes(name)) return 'not-included';
  return exclude?.includes(name) === true ? 'excluded' : undefined;
};

export const selectContainers = (
  listed: readonly string[],
  selection: ContainerSelection,
): Outcome<SelectedContainers> => {
  const known = new Set(listed);
  const unknown = (selection.include ?? []).filter((name) => !known.has(name) || isSystem(name));
  if (unknown.length > 0) {
    return fail(
      'UserErrorIncorrectContainersSelectedForOperation',
      `The storage account has no such container to protect: ${unknown.join(', ')}.`,
      ['Remove the containers that no longer exist from the backup instance, or create them again.'],
    );
  }
  const containers: string[] = [];
  const leftOut: { name: string; reason: LeftOutReason }[] = [];
  for (const name of known) {
    const reason = reasonToLeaveOut(name, selection);
    if (reason === undefined) containers.push(name);
    else leftOut.push({ name, reason });
  }
  return withinLimits({ containers: containers.sort(), leftOut });
};

const withinLimits = (selected: SelectedContainers): Outcome<SelectedContainers> => {
  const count = selected.containers.length;
  if (count > MAX_CONTAINERS) {
    return fail(
      'UserErrorTooManyContainers',
      `The backup would cover ${count} containers; at most ${MAX_CONTAINERS} of one storage account can be protected.`,
      [`Exclude at least ${count - MAX_CONTAINERS} containers, or include up to ${MAX_CONTAINERS} by name.`],
    );
  }
  if (count === 0) {
    return fail('UserErrorNoContainersToProtect', 'The storage account has no container to protect.', [
      'Create a container, or change which containers the backup instance includes and excludes.',
    ]);
  }
  return succeed(selected);
};
