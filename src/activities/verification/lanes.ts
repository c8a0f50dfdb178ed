// How many lanes a verification takes: each reads the whole manifest for its share of the objects, so with few blobs
// more lanes are more work.

const LEAST_BLOBS_PER_LANE = 1_000;

export const lanesFor = (blobs: number, wanted: number): number =>
  Math.min(wanted, Math.max(1, Math.ceil(blobs / LEAST_BLOBS_PER_LANE)));
