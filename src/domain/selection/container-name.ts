// Container names by the rules of the blob service:
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata

const USER_SYSTEM_CONTAINERS: ReadonlySet<string> = new Set(['$root', '$web']);

/** `$root` and `$web` hold data of the user; Azure Backup protects them too. The other `$` names are the service's own. */
export const isUserSystemContainer = (name: string): boolean => USER_SYSTEM_CONTAINERS.has(name);

/** What is wrong with a name that a user may give, in words that follow the name; undefined when nothing is. */
export const containerNameProblem = (name: string): string | undefined => {
  if (name.length < 3 || name.length > 63) return `has ${name.length} characters instead of 3 to 63`;
  if (!/^[a-z0-9-]+$/.test(name)) return 'has other characters than lower-case letters, digits and hyphens';
  return /^-|-$|--/.test(name) ? 'begins or ends with a hyphen, or has two in a row' : undefined;
};
