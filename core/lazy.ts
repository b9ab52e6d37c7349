/** A function that calls `make` when first called and gives the same value from then on. The cache is in the closure, so its owner may be frozen. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
