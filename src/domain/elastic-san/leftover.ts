// What of a backup of a SAN volume stays behind in Azure where a step that tidies up fails, as its job names it.

const names: ReadonlyMap<string, string> = new Map([
  ['deleteSnapshot', 'volume snapshot'],
  ['discardExport', 'disk snapshot'],
]);

/** undefined of a step that does not tidy up. */
export const leftoverOf = (step: string): string | undefined => names.get(step);
