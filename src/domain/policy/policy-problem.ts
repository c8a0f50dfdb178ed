// What is wrong with a policy: the place in its JSON, and the rule that it breaks.

/** Steps into a policy's properties: `['policyRules', 0, 'trigger', …]`. */
export type PolicyPath = readonly (string | number)[];

/** A rule of a policy with its place in it. */
export interface Placed<Rule> {
  readonly rule: Rule;
  readonly path: PolicyPath;
}

export interface PolicyProblem {
  readonly path: PolicyPath;
  /** In words that follow the name of the field: "must be …". */
  readonly rule: string;
}

export class PolicyProblems {
  readonly all: PolicyProblem[] = [];

  add(path: PolicyPath, rule: string): undefined {
    this.all.push({ path, rule });
    return undefined;
  }
}
