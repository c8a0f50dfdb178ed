// Reads a request body as JSON and keeps it as compact text, so that numbers beyond 2^53 stay what they were.

export type JsonContent =
  | { readonly valid: true; readonly text: string }
  | { readonly valid: false; readonly message: string };

export function readJson(body: string): JsonContent {
  const trimmed = body.replace(/^\uFEFF/, '').trim();
  try {
    const value: unknown = JSON.parse(trimmed);
    const text = /\d{16}/.test(trimmed) ? withoutSpaces(trimmed) : JSON.stringify(value);
    return { valid: true, text };
  } catch {
    return { valid: false, message: parserMessage(trimmed) };
  }
}

function withoutSpaces(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

/** The .NET parser's message for the common mistakes. */
function parserMessage(text: string): string {
  if (text === '') return "Error reading JToken from JsonReader. Path '', line 0, position 0.";
  if (/^\{\s*[A-Za-z_$][\w$]*$/.test(text)) {
    return `Unexpected end while parsing unquoted property name. Path '', line 1, position ${text.length}.`;
  }
  return `Unexpected character encountered while parsing value: ${text.charAt(0)}. Path '', line 0, position 0.`;
}

/** A stored text that usually is JSON: reasons and failure texts are not, and are shown as texts. */
export function jsonOrString(stored: string | null | undefined): string {
  if (stored === null || stored === undefined) return 'null';
  const trimmed = stored.trim();
  if (trimmed === '') return '""';
  try {
    JSON.parse(trimmed);
    return trimmed;
  } catch {
    return JSON.stringify(trimmed);
  }
}
