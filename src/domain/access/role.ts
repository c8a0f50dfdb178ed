// The roles of a vault, named as Azure's built-in ones: each may do what the one before it may, and more.

const roles = ['Backup Reader', 'Backup Operator', 'Backup Contributor'] as const;

/**
 * Reader: look. Operator: also back up, restore and configure protection. Contributor: also whatever removes backups,
 * lets them go sooner, or changes policies and the vault.
 * https://learn.microsoft.com/azure/backup/backup-rbac-rs-vault
 */
export type BackupRole = (typeof roles)[number];

export const grants = (held: readonly BackupRole[], needed: BackupRole): boolean =>
  held.some((role) => roles.indexOf(role) >= roles.indexOf(needed));
