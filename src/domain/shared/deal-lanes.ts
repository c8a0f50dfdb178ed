// Deals work to lanes that run side by side, so that none has much more than another.

export interface Weighted<T> {
  readonly work: T;
  /** Expected effort, in any unit. */
  readonly weight: number;
}

/** Heaviest first, each to the lightest lane; within a lane the given order stays. Never more lanes than work. */
export const dealLanes = <T>(items: readonly Weighted<T>[], wanted: number): readonly (readonly T[])[] => {
  const lanes = Array.from({ length: Math.min(Math.max(wanted, 1), items.length) }, () => ({
    weight: 0,
    positions: [] as number[],
  }));
  const heaviestFirst = items
    .map((item, position) => ({ ...item, position }))
    .sort((a, b) => b.weight - a.weight);
  for (const { weight, position } of heaviestFirst) {
    const lightest = lanes.reduce((best, lane) => (lane.weight < best.weight ? lane : best));
    // A lane of many weightless items must fill up as well.
    lightest.weight += Math.max(weight, 1);
    lightest.positions.push(position);
  }
  return lanes.map(({ positions }) =>
    positions
      .sort((a, b) => a - b)
      .flatMap((position) => items.slice(position, position + 1).map(({ work }) => work)),
  );
};
