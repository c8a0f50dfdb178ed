// What a check of a vault finds: the thing concerned, what it means, what to do, and whether the check has done it.

export type FindingSeverity = 'error' | 'warning' | 'information';

interface FindingText {
  readonly severity: FindingSeverity;
  readonly means: string;
  readonly toDo: string;
}

export const findingTexts = {
  DocumentDamaged: {
    severity: 'error',
    means:
      'A document of the catalogue cannot be read: it is no JSON, of an unknown version, or lacks fields.',
    toDo: 'Bring back an earlier version of the blob, where soft delete or versioning kept one; or update Holdfast, if a newer one wrote it.',
  },
  DocumentMisplaced: {
    severity: 'error',
    means: 'A document says that it belongs under another name. Somebody copied or renamed it.',
    toDo: 'Find out who writes to the control account, and put the document back in its place.',
  },
  ListMetadataStale: {
    severity: 'warning',
    means: 'Lists show something else of a document than it says itself.',
    toDo: 'Run the check with repair: it writes what lists show anew from the document.',
  },
  UnknownBlob: {
    severity: 'information',
    means: 'A blob that is none of Holdfast. It is left alone.',
    toDo: 'Move it elsewhere: nothing else should write to the accounts of a vault.',
  },
  ReferenceBroken: {
    severity: 'error',
    means: 'A document names something that is not there.',
    toDo: 'Find out who deletes from the control account. Configure the protection of the instance again where it is missing.',
  },
  RecoveryPointDamaged: {
    severity: 'error',
    means:
      'A recovery point names vault objects or manifest chunks that are missing or damaged, and cannot be restored in full.',
    toDo: 'Start a backup of the instance: it copies anew what the source still has. GET of the recovery point names what is damaged.',
  },
  ObjectRestored: {
    severity: 'warning',
    means:
      'A vault object was missing or wrong, and was copied again from the source, which still has the blob as it was.',
    toDo: 'Find out who deletes or writes in the data account.',
  },
  AccountUnreachable: {
    severity: 'error',
    means: 'A storage account of the vault cannot be read.',
    toDo: 'Check that the account exists, its network rules, and the roles of the app on it; then check again.',
  },
  WorkAbandoned: {
    severity: 'warning',
    means: 'A lock, pin or job of a workflow that does not run any more.',
    toDo: 'Nothing: the timer closes it within minutes, and so does the check with repair.',
  },
  LeftoverOfRun: {
    severity: 'warning',
    means: 'Something that a backup, restore or verification left behind when it was cut off.',
    toDo: 'Run the check with repair, or leave it to the next backup of the instance.',
  },
  Unreferenced: {
    severity: 'warning',
    means:
      'Something in a data account that no recovery point names, older than the grace time: a backup that failed left it, or a prune that was cut off.',
    toDo: 'Run the check with repair, or leave it to the next prune of the instance.',
  },
  GarbageUnknown: {
    severity: 'warning',
    means: 'What no recovery point of the instance names could not be told. None of it was deleted.',
    toDo: 'Deal with what the other findings say of the instance; then check again.',
  },
  InstanceBusy: {
    severity: 'information',
    means:
      'An operation is working on the instance: what no recovery point names was not looked for in its data account.',
    toDo: 'Check again when the operation has ended.',
  },
} as const satisfies Record<string, FindingText>;

export type FindingCode = keyof typeof findingTexts;

export interface Finding extends FindingText {
  readonly code: FindingCode;
  /** `container/blob` of the thing, a recovery point, or an account. */
  readonly thing: string;
  readonly detail?: string;
  /** Set where the check has put it right. */
  readonly repaired?: true;
}

export const finding = (
  code: FindingCode,
  thing: string,
  more: { readonly detail?: string; readonly repaired?: boolean } = {},
): Finding => ({
  code,
  ...findingTexts[code],
  thing,
  ...(more.detail === undefined ? {} : { detail: more.detail }),
  ...(more.repaired === true ? { repaired: true } : {}),
});

/** Findings in bounded number, with how many there are of each severity. */
export interface Findings {
  readonly listed: readonly Finding[];
  readonly errors: number;
  readonly warnings: number;
  readonly information: number;
  readonly repaired: number;
}

export const noFindings: Findings = { listed: [], errors: 0, warnings: 0, information: 0, repaired: 0 };

export const MAX_LISTED_FINDINGS = 500;

const counted = { error: 'errors', warning: 'warnings', information: 'information' } as const;

const rank = { error: 0, warning: 1, information: 2 } as const;

/** What is repaired counts as repaired only. */
export const findingsOf = (all: readonly Finding[]): Findings =>
  mergeFindings(
    all.map((one) => ({
      ...noFindings,
      listed: [one],
      ...(one.repaired === true ? { repaired: 1 } : { [counted[one.severity]]: 1 }),
    })),
  );

/** The gravest first, and what is not repaired before what is. */
export const mergeFindings = (groups: readonly Findings[]): Findings => {
  const sum = (of: (group: Findings) => number): number =>
    groups.reduce((total, group) => total + of(group), 0);
  return {
    listed: groups
      .flatMap(({ listed }) => listed)
      .sort(
        (a, b) =>
          Number(a.repaired ?? false) - Number(b.repaired ?? false) || rank[a.severity] - rank[b.severity],
      )
      .slice(0, MAX_LISTED_FINDINGS),
    errors: sum(({ errors }) => errors),
    warnings: sum(({ warnings }) => warnings),
    information: sum(({ information }) => information),
    repaired: sum(({ repaired }) => repaired),
  };
};
