// The file patterns that package.json `main` may hold: `*`, `**`, `?`, `[a-z]`, `{a,b}`, matched as the worker does
// with globby. Pure: patterns to regular expressions; entry-points.ts walks the disk.

/** `a/{b,c/*}.js` -> `a/b.js`, `a/c/*.js`, in the order written; nested braces included. */
export function expandBraces(pattern: string): string[] {
  const open = pattern.indexOf('{');
  if (open < 0) return [pattern];
  const close = matchingBrace(pattern, open);
  if (close < 0) return [pattern];
  const tails = expandBraces(pattern.slice(close + 1));
  return splitTopLevel(pattern.slice(open + 1, close)).flatMap((choice) =>
    expandBraces(choice).flatMap((middle) => tails.map((tail) => pattern.slice(0, open) + middle + tail)),
  );
}

/** The leading folders that hold no wildcard, so that only what can match is walked. */
export function staticPrefix(pattern: string): string {
  const segments = pattern.split('/');
  const firstWild = segments.findIndex((segment) => /[*?[\]]/.test(segment));
  return segments.slice(0, firstWild < 0 ? -1 : firstWild).join('/');
}

/** Matches a path relative to the app, with forward slashes. Wildcards skip names that begin with a dot. */
export function globToRegExp(pattern: string): RegExp {
  const segments = pattern.split('/');
  const source = segments.map((segment, i) => {
    const last = i === segments.length - 1;
    if (segment === '**') return last ? '(?:(?!\\.)[^/]+(?:/(?!\\.)[^/]+)*)' : '(?:(?!\\.)[^/]+/)*';
    return segmentSource(segment) + (last ? '' : '/');
  });
  return new RegExp(`^${source.join('')}$`);
}

function segmentSource(segment: string): string {
  let source = /^[*?[]/.test(segment) ? '(?!\\.)' : '';
  for (let i = 0; i < segment.length; i++) {
    const c = segment.charAt(i);
    const end = c === '[' ? segment.indexOf(']', i + 2) : -1;
    if (c === '*') source += '[^/]*';
    else if (c === '?') source += '[^/]';
    else if (end > 0) {
      source += `[${segment
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replace(/\\/g, '\\\\')}]`;
      i = end;
    } else source += c.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  return source;
}

function matchingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}') depth--;
    else if (text[i] === ',' && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)];
}
