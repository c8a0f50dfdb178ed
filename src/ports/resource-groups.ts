// Port: resource groups, the management locks that hold on what is in them, and what the app may do there.
//
// Obligations of every implementation (test/contract/resources): scopes are taken in any case; every rejection is
// a ResourceError.

export interface ResourceGroup {
  readonly id: string;
  /** Lower case, no spaces. */
  readonly location: string;
}

export interface ManagementLock {
  readonly name: string;
  /** `ReadOnly` keeps from creating and changing as well. */
  readonly level: 'CanNotDelete' | 'ReadOnly';
  /** What is locked, with everything in it. */
  readonly scope: string;
  readonly notes?: string;
}

/** Of one role: what its actions allow, without what its notActions take away. `*` stands for any characters. */
export interface Permissions {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

export interface ResourceGroups {
  /** undefined where there is none. */
  find(resourceGroupId: string): Promise<ResourceGroup | undefined>;
  /**
   * Locks that hold on this scope: its own, its resource group's and its subscription's. Those of a level at which the app
   * may see none are left out; forbidden where that is so of all.
   */
  locksOn(scope: string): Promise<readonly ManagementLock[]>;
  /** What the app may do on a resource group, or a resource. undefined where it may not see that. */
  permissionsOn(scope: string): Promise<readonly Permissions[] | undefined>;
}
