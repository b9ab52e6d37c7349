/** Whole numbers from 0 up to, but not, `limit`: the same ones for the same seed (xorshift, Marsaglia 2003). */
export function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
