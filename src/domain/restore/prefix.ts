// Prefixes of blob names that a restore request brings.
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata

const MAX_BLOB_NAME = 1_024;

/** What is wrong with a prefix, in words that follow it; undefined when nothing is. */
export const prefixProblem = (prefix: string): string | undefined => {
  if (prefix === '') return 'is empty';
  if (prefix.length > MAX_BLOB_NAME)
    return `is longer than a blob name, which has at most ${MAX_BLOB_NAME} characters`;
  if (prefix.startsWith('/')) return 'begins with a slash, as no blob name does';
  if (prefix.includes('\\')) return 'has a backslash; folders are separated by slashes';
  // Control characters cannot stand in a blob's URL.
  if (/\p{Cc}/u.test(prefix)) return 'has a control character';
  return prefix.split('/').some((segment) => segment === '.' || segment === '..')
    ? 'has a segment . or .., which blob names do not have'
    : undefined;
};
