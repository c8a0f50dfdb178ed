// Names from a listing's XML. The SDK's parser leaves numeric character references (&#xD;) as they are, which cannot be
// told from a name that contains such text; where one may have been left, the names are read from the XML again.

const MAY_BE_REFERENCE = /&#(?:\d+|x[0-9a-f]+);/i;
const NAME_ELEMENT = /<Name(?<attributes>[^>]*)>(?<text>[^<]*)<\/Name>/g;
const REFERENCE = /&(?:#(?<decimal>\d+)|#x(?<hex>[0-9a-f]+)|(?<named>amp|lt|gt|quot|apos));/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decodeText = (text: string): string =>
  text.replaceAll(REFERENCE, (_match, decimal?: string, hex?: string, named?: string) => {
    if (named !== undefined) return NAMED[named.toLowerCase()] ?? '';
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal));
  });

/** `Encoded`: the service percent-encodes names that XML cannot hold. */
const decodeName = (attributes: string, text: string): string =>
  /\bEncoded\s*=\s*["']true["']/i.test(attributes) ? decodeURIComponent(decodeText(text)) : decodeText(text);

/** The parsed names, or those in the XML where the parser may have left a reference. Same order, same count. */
export const exactNames = (parsed: readonly string[], xml: string | undefined): readonly string[] => {
  if (xml === undefined || !parsed.some((name) => MAY_BE_REFERENCE.test(name))) return parsed;
  const blobs = xml.slice(xml.indexOf('<Blobs'));
  return [...blobs.matchAll(NAME_ELEMENT)].map(({ groups }) =>
    decodeName(groups?.attributes ?? '', groups?.text ?? ''),
  );
};
