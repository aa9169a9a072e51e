import { describe, expect, it } from 'vitest';
import { SimulationInput } from '../../../preload/contract/simulator.ts';
import { FIRST_DRAFT, readSimulation } from '../../../renderer/simulator/simulator-draft.ts';

describe('a capture in the form of the simulator', () => {
  const played = { ...FIRST_DRAFT, source: 'capture', captureId: 'c_1' } as const;

  it('is signed as its sender, or not at all, whatever was set up for a written body', () => {
    const { input, problems } = readSimulation({ ...played, signing: 'standard', types: '' });
    expect([...problems]).toEqual([]);
    expect(input).toMatchObject({ captureId: 'c_1', signing: { kind: 'sender' } });
    const unsigned = readSimulation({ ...played, asSender: false }).input;
    expect(unsigned?.signing).toEqual({ kind: 'none' });
    expect(readSimulation(FIRST_DRAFT).input?.captureId).toBeNull();
  });

  it('has to be chosen', () => {
    const { input, problems } = readSimulation({ ...played, captureId: '' });
    expect(input).toBeNull();
    expect(problems.get('captureId')).toBe('Choose a capture.');
  });

  it('is what the engine takes, with event types that it does not need', () => {
    const { input } = readSimulation({ ...played, types: '', contentType: '' });
    expect(SimulationInput.safeParse(input).success).toBe(true);
  });
});
