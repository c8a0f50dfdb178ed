// Work dealt to lanes, for any weights: nothing lost, nothing doubled, no lane much heavier than another.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dealLanes } from '../../src/domain/shared/deal-lanes.ts';

const work = fc.array(fc.nat(1000), { maxLength: 50 });

test('every piece of work is dealt once, in order within its lane', () => {
  fc.assert(
    fc.property(work, fc.integer({ min: -1, max: 20 }), (weights, wanted) => {
      const lanes = dealLanes(
        weights.map((weight, index) => ({ work: index, weight })),
        wanted,
      );
      expect(lanes.flat().toSorted((a, b) => a - b)).toEqual(weights.map((_, index) => index));
      for (const lane of lanes) expect(lane).toEqual(lane.toSorted((a, b) => a - b));
      expect(lanes.length).toBe(Math.min(Math.max(wanted, 1), weights.length));
      expect(lanes.every((lane) => lane.length > 0)).toBe(true);
    }),
  );
});

test('no lane has more than another by more than the heaviest piece', () => {
  fc.assert(
    fc.property(work, fc.integer({ min: 1, max: 8 }), (weights, wanted) => {
      const effort = (index: number): number => Math.max(weights[index] ?? 0, 1);
      const lanes = dealLanes(
        weights.map((weight, index) => ({ work: index, weight })),
        wanted,
      );
      const loads = lanes.map((lane) => lane.reduce((sum, index) => sum + effort(index), 0));
      const heaviest = Math.max(1, ...weights);
      if (loads.length > 0) expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(heaviest);
    }),
  );
});
