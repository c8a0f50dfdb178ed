// Bugs that the simulation must find, each planted in the text of one file while the simulation is bundled: nothing of them
// is in the app. `npm run simulate -- --planted` tells after how many seeds each shows. A text that is not there exactly
// once fails, so that the table keeps up with the code.

/**
 * @typedef {{ name: string, seeds: number, file: string, edits: readonly (readonly [find: string, replacement: string])[] }} PlantedBug
 * `seeds`: within so many it must show.
 */

/** @type {readonly PlantedBug[]} */
export const plantedBugs = [
  {
    name: 'a restore pins its recovery point only after it has read the record',
    seeds: 300,
    file: 'src/activities/pin-point.ts',
    edits: [
      ['  await vault.pins.add(pin);\n', ''],
      [
        'if (intent === undefined) return await requirePoint(vault, pin);',
        'if (intent === undefined) { const point = await requirePoint(vault, pin); await vault.pins.add(pin); return point; }',
      ],
    ],
  },
  {
    name: 'a prune does not mind pins',
    seeds: 300,
    file: 'src/vault/prune-situation.ts',
    edits: [
      [
        'const pins = await vault.pins.list(name);',
        'const pins = (await vault.pins.list(name)).slice(0, 0);',
      ],
    ],
  },
  {
    name: 'a blob that changed is recorded under the ETag that was listed',
    seeds: 300,
    file: 'src/activities/slice/copy-blob.ts',
    edits: [
      ['sourceEtag: etag,', 'sourceEtag: (await slice.source.head(container, name))?.etag ?? etag,'],
      ['...(md5 === undefined ? {} : { sourceMd5: md5 }),', ''],
    ],
  },
  {
    name: 'the record of a recovery point is written over another',
    seeds: 300,
    file: 'src/vault/stores/recovery-points.ts',
    edits: [['        condition: { onlyIfAbsent: true },\n', '']],
  },
  {
    name: 'a record is deleted on an intent that was not decided',
    seeds: 300,
    file: 'src/activities/delete-points-slice.ts',
    edits: [['const decided = await vault.deletions.decide(intent);', 'const decided = intent;']],
  },
  {
    name: 'the last good recovery point is pruned',
    seeds: 300,
    file: 'src/domain/prune/plan-prune.ts',
    edits: [["if (id === lastGood) return { kind: 'last-good' };", '']],
  },
  {
    name: 'what a deleted recovery point named is swept though another names it too',
    seeds: 300,
    file: 'src/domain/prune/judge-stored.ts',
    edits: [["  if (live.has(high, low)) return 'in-use';\n", '']],
  },
  {
    name: 'what failed backups have left is never swept',
    seeds: 300,
    file: 'src/domain/prune/judge-stored.ts',
    edits: [["return lastModified < graceEnd ? 'leftover' : 'young';", "return 'young';"]],
  },
  {
    name: 'a blob that was deleted before its copy counts as copied',
    seeds: 300,
    file: 'src/activities/slice/copy-blob.ts',
    edits: [
      [
        "if (sent.kind === 'gone') return leftOut('BlobDeletedWhileCopying');",
        "if (sent.kind === 'gone') return { kind: 'copied', entry, fresh: false };",
      ],
    ],
  },
  {
    name: 'a deleted instance is purged before its time',
    seeds: 300,
    file: 'src/operations/start-due-prunes.ts',
    edits: [['  if (Date.parse(deletion.purgeAt) > now) return undefined;\n', '']],
  },
  {
    name: 'an undelete takes back a deletion that is final',
    seeds: 300,
    file: 'src/operations/delete-instance.ts',
    edits: [
      ['      if (deletion?.purgingSince !== undefined) return noDeleted(name);\n', ''],
      [
        "({ state, deletion }) => state === 'SoftDeleted' && deletion?.purgingSince === undefined,",
        "({ state }) => state === 'SoftDeleted',",
      ],
    ],
  },
  {
    name: 'recovery points expire while protection is stopped',
    seeds: 300,
    file: 'src/domain/protection/transitions.ts',
    edits: [["  state === 'ProtectionStopped' || state === 'SoftDeleted';", "  state === 'SoftDeleted';"]],
  },
  {
    name: 'schedules go on where protection was stopped or suspended',
    seeds: 300,
    file: 'src/domain/schedule/due-slots.ts',
    edits: [
      ["if (state !== 'ProtectionConfigured') return { backupInstance, reason: 'not-protected' };", ''],
    ],
  },
  {
    name: 'an instance is forgotten with recovery points left',
    seeds: 300,
    file: 'src/vault/forget-instance.ts',
    edits: [['  if ((await vault.catalogue.recoveryPointIds(name)).length > 0) return false;\n', '']],
  },
  {
    name: 'a restore does not give its pin back',
    seeds: 300,
    file: 'src/vault/stores/pins.ts',
    edits: [['await documents.delete(blobOf(pin));', '']],
  },
];
