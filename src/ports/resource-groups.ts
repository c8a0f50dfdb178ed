// Port: resource groups, and the management locks that hold on what is in them.
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

export interface ResourceGroups {
  /** undefined where there is none. */
  find(resourceGroupId: string): Promise<ResourceGroup | undefined>;
  /** Locks that hold on this scope: its own, its resource group's and its subscription's. */
  locksOn(scope: string): Promise<readonly ManagementLock[]>;
}
