import { beforeEach, describe, expect, it } from 'vitest';
import { useCaptureSelection } from '../../../../renderer/captures/capture-selection.ts';
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

  it('the first toggled row joins the active one', () => {
    state().activate(idOf(9));
    state().toggle(idOf(6));
    expect(chosen()).toEqual([6, 9].map(idOf));
    state().toggle(idOf(9));
    expect(chosen()).toEqual([idOf(6)]);
  });

  it('activating a row alone gives the choice up', () => {
    state().choose(ids);
    state().activate(idOf(8));
    expect(chosen()).toEqual([]);
  });

  it('removed captures leave the choice', () => {
    state().activate(idOf(9));
    state().choose(ids);
    state().forget([idOf(9), idOf(5)]);
    expect(chosen()).toEqual([6, 7, 8].map(idOf));
    expect(state().activeId).toBeNull();
  });
});
