import { beforeEach, describe, expect, it } from 'vitest';
import {
  isChosen,
  isSelecting,
  useCaptureSelection,
} from '../../../../renderer/captures/capture-selection.ts';
import { idOf } from './sample-captures.ts';

const ids = [9, 8, 7, 6, 5].map(idOf);
const state = () => useCaptureSelection.getState();
const chosen = (): string[] => [...state().chosen].sort();

describe('choosing captures', () => {
  beforeEach(() => state().activate(null));

  it('a range runs from the active row to the one extended to, in either direction', () => {
    state().activate(idOf(7));
    state().extend(idOf(5), ids);
    expect(chosen()).toEqual([5, 6, 7].map(idOf));
    state().extend(idOf(9), ids);
    expect(chosen()).toEqual([7, 8, 9].map(idOf));
  });

  it('a toggled row alone is selected, and unselected again', () => {
    state().activate(idOf(9));
    state().toggle(idOf(6), ids);
    expect(chosen()).toEqual([idOf(6)]);
    expect(state().activeId).toBe(idOf(6));
    state().toggle(idOf(6), ids);
    expect(chosen()).toEqual([]);
  });

  it('the active row is selected by the first toggle', () => {
    state().activate(idOf(9));
    state().toggle(idOf(9), ids);
    expect(chosen()).toEqual([idOf(9)]);
  });

  it('activating a row alone gives the choice up', () => {
    state().activate(idOf(9));
    state().extend(idOf(5), ids);
    state().activate(idOf(8));
    expect(chosen()).toEqual([]);
  });

  it('the list may make a row active without giving up what is selected', () => {
    state().toggle(idOf(9), ids);
    state().settle(idOf(8), true);
    expect(chosen()).toEqual([idOf(9)]);
  });

  it('all that is found includes every row, until one is taken out', () => {
    state().chooseAll('status:200');
    expect(isChosen(state(), idOf(1))).toBe(true);
    expect(isSelecting(state())).toBe(true);
    state().toggle(idOf(7), ids);
    expect(state().allFound).toBeNull();
    expect(chosen()).toEqual([5, 6, 8, 9].map(idOf));
  });

  it('drawing over rows selects each once, or unselects them', () => {
    for (const n of [9, 8, 8, 7]) state().paint(idOf(n), true);
    expect(chosen()).toEqual([7, 8, 9].map(idOf));
    state().paint(idOf(8), false);
    state().paint(idOf(8), false);
    expect(chosen()).toEqual([7, 9].map(idOf));
  });

  it('removed captures leave the choice', () => {
    state().activate(idOf(5));
    state().extend(idOf(9), ids);
    state().forget([idOf(9), idOf(5)]);
    expect(chosen()).toEqual([6, 7, 8].map(idOf));
    expect(state().activeId).toBeNull();
  });
});
