// Listings as the service writes them, with the names that XML cannot hold, and damaged ones.

import { describe, expect, test } from 'vitest';
import { parseBlobPage } from '../../../src/azure/blob/listing-xml.ts';
import { isStoreError } from '../../../src/ports/object-store.ts';

const PROPERTIES =
  '<Properties><Last-Modified>Sun, 22 Nov 2026 02:00:00 GMT</Last-Modified><Etag>0x8D1</Etag>' +
  '<Content-Length>5</Content-Length><BlobType>BlockBlob</BlobType></Properties>';

const listing = (blobs: string, marker = '<NextMarker />'): string =>
  `\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="https://a.blob.core.windows.net/" ContainerName="data"><Prefix>x &gt; y</Prefix><Blobs>${blobs}</Blobs>${marker}</EnumerationResults>`;

const named = (element: string): string => `<Blob>${element}${PROPERTIES}<OrMetadata /></Blob>`;

const FLAT = { withMetadata: false, hierarchical: false, delimited: false };
const WITH_METADATA = { withMetadata: true, hierarchical: false, delimited: false };

const namesIn = (xml: string): string[] => parseBlobPage(xml, FLAT).items.map(({ name }) => name);

describe('parseBlobPage', () => {
  test('reads what the service tells of a blob', () => {
    const properties = `<Properties><Creation-Time>Sun, 22 Nov 2026 01:00:00 GMT</Creation-Time>
      <Last-Modified>Sun, 22 Nov 2026 02:00:00 GMT</Last-Modified><Etag>0x8D1</Etag>
      <Content-Length>5</Content-Length><Content-Type>text/plain</Content-Type><Content-Encoding />
      <Content-MD5>XUFAKrxLKna5cZ2REBfFkg==</Content-MD5><BlobType>BlockBlob</BlobType>
      <AccessTier>Cold</AccessTier><AccessTierInferred>true</AccessTierInferred>
      <CustomerProvidedKeySha256>abc</CustomerProvidedKeySha256></Properties>`;
    const xml = listing(
      `<Blob><Name>a</Name><Snapshot>2026-11-22T01:30:00.0000000Z</Snapshot>${properties}</Blob>`,
    );
    expect(parseBlobPage(xml, FLAT)).toEqual({
      items: [
        {
          name: 'a',
          snapshot: '2026-11-22T01:30:00.0000000Z',
          size: 5,
          etag: '0x8D1',
          lastModified: Date.UTC(2026, 10, 22, 2),
          md5: 'XUFAKrxLKna5cZ2REBfFkg==',
          tier: 'Cold',
          blobType: 'BlockBlob',
          customerProvidedKey: true,
        },
      ],
    });
  });

  test('hands on the marker, decoded', () => {
    const page = parseBlobPage(listing('', '<NextMarker>2!108!a&amp;b</NextMarker>'), FLAT);
    expect(page).toEqual({ items: [], continuation: '2!108!a&b' });
  });

  test('reads empty lists, however they are written', () => {
    const xml = '<EnumerationResults><Blobs /><NextMarker/></EnumerationResults>';
    expect(parseBlobPage(xml, FLAT)).toEqual({ items: [] });
  });

  test('decodes references in names, and leaves text that only looks like one', () => {
    const xml = listing(
      [
        named('<Name>a&#xD;b</Name>'),
        named('<Name>a&amp;#65;b &lt;c&gt; &quot;&apos;</Name>'),
        named('<Name>&#128512;</Name>'),
        named('<Name> spaced </Name>'),
      ].join(''),
    );
    expect(namesIn(xml)).toEqual(['a\rb', 'a&#65;b <c> "\'', '😀', ' spaced ']);
  });

  test('decodes names that the service has percent-encoded, and only those', () => {
    const xml = listing(named('<Name Encoded="true">a%01b%25</Name>') + named('<Name>a%01</Name>'));
    expect(namesIn(xml)).toEqual(['a\u0001b%', 'a%01']);
  });

  test('is not confused by metadata named like elements', () => {
    const metadata =
      '<Metadata><Blob>b</Blob><Name>n</Name><Etag>e</Etag><Properties>p</Properties></Metadata>';
    const xml = listing(`<Blob><Name>a</Name>${PROPERTIES}${metadata}</Blob>${named('<Name>b</Name>')}`);
    const { items } = parseBlobPage(xml, WITH_METADATA);
    expect(items.map(({ name, etag }) => [name, etag])).toEqual([
      ['a', '0x8D1'],
      ['b', '0x8D1'],
    ]);
    expect(items[0]?.metadata).toEqual({ Blob: 'b', Name: 'n', Etag: 'e', Properties: 'p' });
    expect(items[1]?.metadata).toEqual({});
  });

  test('knows directories by what the service says, or by their metadata', () => {
    const typed = PROPERTIES.replace('</Properties>', '<ResourceType>directory</ResourceType></Properties>');
    const marked = `${PROPERTIES}<Metadata><hdi_isfolder>true</hdi_isfolder></Metadata>`;
    const xml = listing(`<Blob><Name>a</Name>${typed}</Blob><Blob><Name>b</Name>${marked}</Blob>`);
    const directories = (shape: typeof FLAT): unknown[] =>
      parseBlobPage(xml, shape).items.map(({ directory }) => directory === true);
    expect(directories({ withMetadata: true, hierarchical: true, delimited: false })).toEqual([true, true]);
    expect(directories(WITH_METADATA)).toEqual([true, false]);
  });

  test('does not take a part for the whole', () => {
    const xml = listing(named('<Name>a</Name>') + named('<Name>b</Name>'));
    for (const end of [0, 40, 200, xml.length - 5, xml.length - 30]) {
      const parse = () => parseBlobPage(xml.slice(0, end), FLAT);
      expect(parse).toThrow(expect.toSatisfy((error) => isStoreError(error) && error.transient));
    }
  });
});
