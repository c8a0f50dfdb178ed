// The custom status that a function sends with each turn: its JSON text, at most 16 KB in UTF-16.

const MAX_BYTES = 16 * 1024;

export interface CustomStatus {
  readonly text: string | null;
  readonly problem: string | undefined;
}

export function customStatusText(status: unknown): CustomStatus {
  if (status === undefined || status === null) return { text: null, problem: undefined };
  const text = JSON.stringify(status);
  const bytes = text.length * 2;
  if (bytes <= MAX_BYTES) return { text, problem: undefined };
  const shown = Math.floor(bytes / 1024);
  return {
    text: null,
    problem: `The UTF-16 size of the JSON-serialized payload must not exceed 16 KB. The current payload size is ${shown} KB.`,
  };
}
