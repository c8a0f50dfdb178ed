// App settings are the process environment, as in Azure; `%NAME%` in host.json and bindings stands for one of them.

export type Settings = Readonly<Record<string, string | undefined>>;

export interface Resolved {
  readonly text: string;
  /** Names that have no value; they stay as written in `text`. */
  readonly missing: readonly string[];
}

/** Setting names are looked up as written, then without regard to case, as .NET configuration does. */
export function findSetting(settings: Settings, name: string): string | undefined {
  const exact = settings[name];
  if (exact !== undefined) return exact;
  const key = Object.keys(settings).find((known) => known.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : settings[key];
}

export function resolveSettings(text: string, settings: Settings): Resolved {
  const missing: string[] = [];
  const resolved = text.replace(/%([^%]+)%/g, (whole, name: string) => {
    const value = findSetting(settings, name);
    if (value === undefined) missing.push(name);
    return value ?? whole;
  });
  return { text: resolved, missing };
}

/** `1` and `true` in any case say yes, as the host reads its switches. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(1|true)$/i.test(value.trim());
}
