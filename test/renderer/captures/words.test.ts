import { describe, expect, it } from 'vitest';
import { bodyFileName } from '../../../main/snippets/body-file.ts';
import { safeFileName } from '../../../renderer/captures/body/file-name.ts';
import { rowWindow, scrollGeometry, TALLEST } from '../../../renderer/ui/grid/row-window.ts';
import { headerText, arrivalRemarks } from '../../../renderer/captures/detail/words.ts';

import { captureDetail as detail } from './capture-detail.ts';

describe('what is said about a capture', () => {
  it('says nothing about one that went well', () => {
    expect(arrivalRemarks(detail({}))).toEqual([]);
  });

  it('says how much of a cut body is kept', () => {
    const [remark] = arrivalRemarks(detail({ cut: true, sizeBytes: 1000, declaredBytes: 5000 }));
    expect(remark?.text).toBe(
      'The body was longer than the cap. The first 1.0 kB of 5.0 kB are kept.',
    );
  });

  it('says that a sender went away, and leaves a refusal to the checks', () => {
    const reply = { status: 405, reason: '', headers: [], sizeBytes: 0, completed: false };
    const remarks = arrivalRemarks(
      detail({ decidedBy: 'match', reason: 'only POST is taken', reply }),
    );
    expect(remarks.map((remark) => remark.text)).toEqual([
      'The sender disconnected before it had the whole reply.',
    ]);
  });

  it('says how much arrived beyond what was announced', () => {
    const surplus = { sizeBytes: 2, keptBytes: 2 };
    const [remark] = arrivalRemarks(detail({ surplus }));
    expect(remark?.text).toBe('2 bytes more than announced. Kept apart, below the body.');
    const [, broken] = arrivalRemarks(detail({ surplus, failure: 'malformed', reason: 'Bad.' }));
    expect(broken?.text).toContain('2 bytes that could not be read as a request.');
  });

  it('names the tunnel where the tunnel went away', () => {
    const reply = { status: 200, reason: '', headers: [], sizeBytes: 0, completed: false };
    const [remark] = arrivalRemarks(detail({ viaTunnel: true, reply }));
    expect(remark?.text).toBe('The tunnel disconnected before it had the whole reply.');
  });

  it('says once why an arrival never became whole', () => {
    expect(arrivalRemarks(detail({ failure: 'aborted', reason: 'aborted' }))).toHaveLength(1);
  });

  it('joins a header that was sent twice, whatever its case', () => {
    expect(
      headerText(
        [
          ['A', '1'],
          ['a', '2'],
        ],
        'a',
      ),
    ).toBe('1, 2');
    expect(headerText([], 'a')).toBeNull();
  });
});

describe('names of saved files', () => {
  it('never gives a captured document an ending that opens it live', () => {
    expect(bodyFileName('1', 'text/html; charset=utf-8')).toBe('capture-1.html.txt');
    expect(bodyFileName('1', 'image/svg+xml')).toBe('capture-1.svg.txt');
    expect(bodyFileName('1', 'application/vnd.x+json')).toBe('capture-1.json');
    expect(bodyFileName('1', null)).toBe('capture-1.bin');
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.txt', 'a.txt'],
    ['inv\u202Egnp.exe', 'inv_gnp.exe'],
    ['...', 'part'],
    ['', 'part'],
    ['a\u0000b?.png', 'a_b_.png'],
  ])('makes %j harmless', (name, safe) => {
    expect(safeFileName(name, 'part')).toBe(safe);
  });
});

describe('lists taller than a browser draws', () => {
  it('scales the scrollbar so that its end is the last row', () => {
    const { drawnHeight, ratio, maxTop } = scrollGeometry(3_000_000, 20, 600);
    expect(drawnHeight).toBe(TALLEST);
    expect((drawnHeight - 600) * ratio).toBeCloseTo(maxTop);
    expect(rowWindow(3_000_000, 20, maxTop, 600).to).toBe(3_000_000);
  });

  it('leaves ordinary lists as they are', () => {
    expect(scrollGeometry(100, 20, 600)).toEqual({ drawnHeight: 2000, ratio: 1, maxTop: 1400 });
    expect(rowWindow(0, 20, 0, 600)).toEqual({ from: 0, to: 0 });
  });

  it('draws only what is near the view', () => {
    const { from, to } = rowWindow(1_000_000, 20, 200_000, 600);
    expect(from).toBeLessThanOrEqual(10_000);
    expect(to - from).toBeLessThan(60);
  });
});
