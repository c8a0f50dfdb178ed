// The only reader of process.env. Everything else takes Settings.

export type Environment = Readonly<Record<string, string | undefined>>;

export const readEnvironment = (): Environment => ({ ...process.env });
