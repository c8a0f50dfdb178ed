// Makes what two runs saw comparable: ids and times become tokens, serialised exceptions their message, stack frames
// go. What is left has to be equal.

const TIME = /\b20(?:2[5-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?/g;
const GUID = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/gi;
const FRAMES = /\s*\n\s{3,}at [^\n]*/g;
const REPORTED = /Message: ([\s\S]*?), StackTrace:[^\n]*/g;

export function normalise(value: unknown): unknown {
  if (typeof value === 'string') return normaliseText(value);
  if (Array.isArray(value)) return value.map(normalise);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, normalise(member)]));
}

function normaliseText(text: string): string {
  const inner = embeddedJson(text);
  if (inner !== undefined) return JSON.stringify(normalise(inner));
  return cutExceptions(shorten(text))
    .replace(FRAMES, '')
    .replace(REPORTED, '$1')
    .replace(TIME, '<time>')
    .replace(GUID, '<guid>');
}

/** The recorder shortened long runs of one character. */
function shorten(text: string): string {
  return text.replace(/(.)\1{999,}/g, (run, letter: string) => `<<${letter}*${run.length}>>`);
}

/** JSON as text that has serialised exceptions inside: cut there, they are not behind another level of quotes. */
function embeddedJson(text: string): unknown {
  if (!/^["[{]/.test(text) || !text.includes('$type')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isException(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isException(value: unknown): value is { Message: string } {
  return typeof value === 'object' && value !== null && '$type' in value && 'Message' in value;
}

function cutExceptions(text: string): string {
  const start = text.indexOf('{"$type":"');
  if (start < 0) return text;
  const end = jsonEnd(text, start);
  if (end === undefined) return text.slice(0, start);
  const exception: unknown = JSON.parse(text.slice(start, end));
  const message = isException(exception) ? exception.Message : '';
  return text.slice(0, start) + message + cutExceptions(text.slice(end));
}

/** Undefined: the text was cut off inside the object. */
function jsonEnd(text: string, start: number): number | undefined {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index += 1) {
    const letter = text[index];
    if (quoted) {
      if (letter === '\\') index += 1;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '{') depth += 1;
    else if (letter === '}') {
      depth -= 1;
      if (depth === 0) return index + 1;
    }
  }
  return undefined;
}
