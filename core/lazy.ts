/** A function that calls `make` when first called and gives the same value from then on. The cache is in the closure, so its owner may be frozen. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** A function that calls `make` once for each object, and gives the same value for that object from then on. */
export function lazyFor<Of extends object, T>(make: (of: Of) => T): (of: Of) => T {
  const made = new WeakMap<Of, { readonly value: T }>();
  return (of) => {
    const known = made.get(of) ?? { value: make(of) };
    made.set(of, known);
    return known.value;
  };
}

/**
 * A function that makes objects of one kind, of which the named properties are computed by functions, at each reading.
 * Their getters stand on a prototype that all of the kind share. V8 would keep a getter of an object literal, and all that
 * it refers to, until the next full collection, and makes each such object a slow dictionary.
 */
export function lazyProperties<Lazy extends object>(...names: readonly (keyof Lazy)[]) {
  type Makers = { readonly [Name in keyof Lazy]: () => Lazy[Name] };
  const prototype = {};
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      get(this: { readonly [makersKey]: Makers }) {
        return this[makersKey][name]();
      },
    });
  }
  return <Eager extends object>(eager: Eager, makers: Makers): Eager & Readonly<Lazy> =>
    Object.defineProperty(Object.assign(Object.create(prototype), eager), makersKey, { value: makers });
}

const makersKey = Symbol('makers');
