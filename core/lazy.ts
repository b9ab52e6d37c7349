/** A function that calls `make` when first called and gives the same value from then on. The cache is in the closure, so its owner may be frozen. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * A function that calls `make` once for each object, and gives the same value for that object from then on. The value is kept
 * in a private field of the object, frozen ones included, and dies with it: what a `WeakMap` holds, and all that it refers to,
 * V8 keeps until the next full collection.
 */
export function lazyFor<Of extends object, T>(make: (of: Of) => T): (of: Of) => T {
  class Kept extends Given {
    readonly #value: T;
    constructor(of: Of, value: T) {
      super(of);
      this.#value = value;
    }
    static isOn(of: object): of is Kept {
      return #value in of;
    }
    static on(kept: Kept): T {
      return kept.#value;
    }
  }
  return (of) => Kept.on(Kept.isOn(of) ? of : new Kept(of, make(of)));
}

/** A constructor that gives back what it is given, so that the fields of a class which extends it are put on that. */
class Given {
  constructor(of: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is what the class is for
    return of;
  }
}

/**
 * A function that makes objects of one kind, of which the named properties are computed by functions, at each reading.
 * Each object comes with functions of its own; where one set of functions does for all, `computedProperties` costs less.
 */
export function lazyProperties<Lazy extends object>(...names: readonly (keyof Lazy)[]) {
  type Makers = { readonly [Name in keyof Lazy]: () => Lazy[Name] };
  const compute = names.map((name) => [name, (makers: Makers) => makers[name]()]);
  return computedProperties<Makers, Lazy>(Object.fromEntries(compute));
}

/**
 * A function that makes objects of one kind, of which some properties are computed from a state that is seen nowhere else, at
 * each reading. Their getters stand on a prototype that all of the kind share. V8 would keep a getter of an object literal, and
 * all that it refers to, until the next full collection, and makes each such object a slow dictionary.
 */
export function computedProperties<State, Lazy extends object>(
  compute: {
    readonly [Name in keyof Lazy]: (state: State) => Lazy[Name];
  },
) {
  // A class, as only a private field is out of sight at no cost: no freezing, comparing or copying of the object meets it.
  class Computed {
    readonly #state: State;
    constructor(eager: object, state: State) {
      Object.assign(this, eager);
      this.#state = state;
    }
    static {
      for (const name of Object.keys(compute) as (keyof Lazy)[]) {
        const of = compute[name];
        Object.defineProperty(Computed.prototype, name, {
          get(this: Computed) {
            return of(this.#state);
          },
        });
      }
    }
  }
  return <Eager extends object>(eager: Eager, state: State): Eager & Readonly<Lazy> =>
    new Computed(eager, state) as unknown as Eager & Readonly<Lazy>;
}
