import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { currentPicture, drawRooms, linesOf, PICTURE } from './draw-rooms.ts';

describe('the picture of the rooms', () => {
  it('is what the tables give; npm run picture draws it again', () => {
    expect(readFileSync(PICTURE, 'utf8')).toBe(currentPicture());
  });

  it('has a box for each room and a line for each import that no other import implies', () => {
    const rooms = { ground: [], middle: ['ground'], top: ['ground', 'middle'] };
    expect(linesOf(rooms, 'top')).toEqual(['middle']);
    const picture = drawRooms(rooms, { ui: [] });
    expect(picture.match(/<rect /g)).toHaveLength(4);
    expect(picture.match(/<path /g)).toHaveLength(2);
    expect(drawRooms({ ...rooms, top: ['ground'] }, { ui: [] })).not.toBe(picture);
  });
});
