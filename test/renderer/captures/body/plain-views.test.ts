import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesThatFit,
  hexRow,
  hexRowCount,
  parseOffset,
} from '../../../../renderer/wire/hex-rows.ts';
import {
  BLOCK,
  LONGEST_LINE,
  rowAt,
  rowText,
  textRows,
} from '../../../../renderer/captures/body/text/text-rows.ts';
import { visiblePieces } from '../../../../renderer/captures/body/text/visible-text.ts';
import { prettyXml } from '../../../../renderer/captures/body/text/xml-pretty.ts';

describe('hex view', () => {
  it('shows offset, bytes and printable characters', () => {
    const bytes = new TextEncoder().encode('0123456789abcdefHi\n\u00e9');
    expect(hexRowCount(bytes.length)).toBe(2);
    expect(hexRow(bytes, 1)).toEqual({
      offset: '00000010',
      bytes: ['48', '69', '0a', 'c3', 'a9'],
      ascii: 'Hi...',
    });
  });

  it('shows every byte once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const rows = Array.from({ length: hexRowCount(bytes.length) }, (_, row) =>
          hexRow(bytes, row),
        );
        expect(rows.flatMap((row) => row.bytes).map((hex) => parseInt(hex, 16))).toEqual([
          ...bytes,
        ]);
      }),
    );
  });

  it('fits as many bytes into a row as the width takes, in powers of two', () => {
    expect([10, 43, 44, 76, 77, 142, 143, 500].map(bytesThatFit)).toEqual([
      4, 4, 8, 8, 16, 16, 32, 64,
    ]);
  });

  it.each([
    ['16', 16],
    ['0x10', 16],
    ['10h', 16],
    [' 1_0 ', 10],
    ['99', 99],
    ['100', null],
    ['0x64', null],
    ['-1', null],
    ['', null],
    ['ten', null],
  ])('reads the offset %j as %s', (input, offset) => {
    expect(parseOffset(input, 100)).toBe(offset);
  });
});

describe('raw text', () => {
  const rowsOf = (text: string, width = 80) => {
    const rows = textRows(text, width);
    return Array.from({ length: rows.count }, (_, row) => rowText(text, rows, row));
  };

  it('ends lines at LF, CRLF and lone CR', () => {
    expect(rowsOf('a\nb\r\nc\rd\n')).toEqual(['a', 'b', 'c', 'd', '']);
    expect([...textRows('a\nb\r\nc\rd\n', 80).line]).toEqual([1, 2, 3, 4, 5]);
  });

  it('cuts long lines into rows and numbers them once', () => {
    expect(rowsOf('abcdefgh\nij', 3)).toEqual(['abc', 'def', 'gh', 'ij']);
    expect([...textRows('abcdefgh\nij', 3).line]).toEqual([1, 0, 0, 2]);
  });

  it('loses no character, tears no pair apart and keeps to the width', () => {
    const unit = fc.constantFrom('a', 'b', '😀', '\n', '\r', '\r\n', 'é');
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 80 }),
        fc.integer({ min: 2, max: 9 }),
        (text, width) => {
          const rows = textRows(text, width);
          const shown = rowsOf(text, width);
          expect(shown.join('')).toBe(text.replace(/[\r\n]/g, ''));
          expect(shown.every((row) => row.length <= width && row.isWellFormed())).toBe(true);
          expect([...rows.line].filter((n) => n > 0)).toHaveLength(text.split(/\r\n|\r|\n/).length);
        },
      ),
    );
  });

  it('knows the row of an offset', () => {
    const rows = textRows('abcdefgh\nij', 3);
    expect([0, 2, 3, 8, 9, 10, 99].map((at) => rowAt(rows, at))).toEqual([0, 0, 1, 2, 3, 3, 3]);
  });

  it('leaves lines whole where they are not wrapped, but for very long ones', () => {
    const text = `${'a'.repeat(10_000)}\n${'b'.repeat(10_001)}\nc`;
    const rows = textRows(text, BLOCK, 3, LONGEST_LINE);
    expect([...rows.line]).toEqual([1, 2, 0, 0, 3]);
    expect(rowText(text, rows, 0)).toHaveLength(10_000);
    expect(rowText(text, rows, 1)).toHaveLength(4096);
    expect(rows.longest).toBe(10_000);
    expect(textRows('abc\nde', 2).longest).toBe(2);
  });

  it('cuts ten megabytes on one line', () => {
    expect(textRows('x'.repeat(10_000_000), 100).count).toBe(100_000);
  });
});

describe('text that tries to hide', () => {
  const shown = (text: string) =>
    visiblePieces(text)
      .map((piece) => piece.text)
      .join('');

  it('marks bidi overrides, zero-width and control characters', () => {
    expect(visiblePieces('a\u202Etxt.exe')).toEqual([
      { text: 'a', mark: null },
      { text: 'U+202E', mark: 'U+202E right-to-left override' },
      { text: 'txt.exe', mark: null },
    ]);
    expect(shown('\0\x1b[31m\x7f\n\u200b\ufeff\u2028')).toBe(
      '\\x00\\x1b[31m\\x7f\\nU+200BU+FEFFU+2028',
    );
    expect(shown('\ud800')).toBe('U+D800');
    expect(shown('\u{e0041}')).toBe('U+E0041');
  });

  it('leaves ordinary text of any script alone', () => {
    for (const text of ['plain', 'Grüße', 'שלום', 'ハロー', '👩‍👩‍👧', '❤️']) {
      expect(visiblePieces(text)).toEqual([{ text, mark: null }]);
    }
  });

  it('lets no character through that moves or hides others', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = visiblePieces(text).filter((piece) => piece.mark === null);
        for (const { text } of plain)
          expect(text).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f]/u);
      }),
    );
  });

  it('loses nothing but what it marks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const pieces = visiblePieces(text);
        const kept = pieces.filter((piece) => piece.mark === null).map((piece) => piece.text);
        let at = 0;
        for (const part of kept) {
          at = text.indexOf(part, at);
          expect(at).toBeGreaterThanOrEqual(0);
          at += part.length;
        }
      }),
    );
  });
});

describe('pretty XML', () => {
  it('puts elements on lines and keeps text beside its tags', () => {
    const xml =
      '<?xml version="1.0"?><a x="1>2"><b>text</b><c/><!-- n --><d><![CDATA[<x>]]></d></a>';
    expect(prettyXml(xml).split('\n')).toEqual([
      '<?xml version="1.0"?>',
      '<a x="1>2">',
      '  <b>text</b>',
      '  <c/>',
      '  <!-- n -->',
      '  <d><![CDATA[<x>]]></d>',
      '</a>',
    ]);
  });

  it('changes white space only, on any text', () => {
    const soup = fc.string({
      unit: fc.constantFrom(
        '<',
        '>',
        '/',
        'a',
        '"',
        '!',
        '-',
        '[',
        ']',
        '?',
        ' ',
        '\n',
        '<a>',
        '</a>',
        '<![CDATA[',
        '<!--',
      ),
    });
    fc.assert(
      fc.property(soup, (text) => {
        expect(prettyXml(text).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
      { numRuns: 1000 },
    );
  });

  it('does not overflow at 100,000 levels', () => {
    expect(prettyXml('<a>'.repeat(100_000)).split('\n')).toHaveLength(100_000);
  });
});
