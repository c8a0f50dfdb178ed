// Paths as the real host's web server decodes them: every escape once, but an encoded slash stays encoded, and what
// is not valid UTF-8 stays as it came.

export function decodePathSegment(raw: string): string {
  return raw.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    const kept = escapes.split(/(%2f)/i);
    return kept.map((part) => (/^%2f$/i.test(part) ? part : decoded(part))).join('');
  });
}

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return escapes; // not UTF-8: the path is still one that a catch-all may answer
  }
}
