// Exact numbers: fractions of BigInt; and where a square root is none, two fractions around it.
class Undefined extends Error {}  // no value: a division by zero
class Open extends Error {}  // not decided here

class Fraction {
  constructor(above, below = 1n) {
    if (below === 0n) throw new Undefined("a division by zero");
    let [a, b] = [above < 0n ? -above : above, below < 0n ? -below : below];
    while (b) [a, b] = [b, a % b];
    if (below < 0n) a = -a;
    this.above = above / a;
    this.below = below / a;
  }
  static from(text) {
    const found = /^\s*([-+−]?\d+)(?:\.(\d+))?\s*(?:\/\s*(\d+))?\s*$/.exec(String(text));
    if (!found || (found[3] && /^0+$/.test(found[3]))) return null;
    const decimals = found[2] ?? "";
    const whole = BigInt(found[1].replace("−", "-").replace("+", "") + decimals);
    return new Fraction(whole, 10n ** BigInt(decimals.length) * BigInt(found[3] ?? 1));
  }
  plus(other) {
    return new Fraction(this.above * other.below + other.above * this.below,
      this.below * other.below);
  }
  times(other) { return new Fraction(this.above * other.above, this.below * other.below); }
  over(other) { return new Fraction(this.above * other.below, this.below * other.above); }
  negated() { return new Fraction(-this.above, this.below); }
  compare(other) {
    const gap = this.above * other.below - other.above * this.below;
    return gap > 0n ? 1 : gap < 0n ? -1 : 0;
  }
  get digits() { return (this.above < 0n ? -this.above : this.above).toString(16).length
    + this.below.toString(16).length; }
  toString() { return this.below === 1n ? `${this.above}` : `${this.above}/${this.below}`; }
  toNumber() {  // without overflow, however long both are
    const long = Math.max(0, this.digits * 4 - 900);
    if (!long) return Number(this.above) / Number(this.below);
    const scaled = (this.above << 80n) / this.below;
    return Number(scaled) / 2 ** 80;
  }
}

const least = list => list.reduce((a, b) => (b.compare(a) < 0 ? b : a));
const greatest = list => list.reduce((a, b) => (b.compare(a) > 0 ? b : a));

class Exact {
  // A number between two fractions, which are the same one wherever it is a fraction itself.
  constructor(low, high = low) { [this.low, this.high] = [low, high]; }
  static from(text) {
    const found = Fraction.from(text);
    return found && new Exact(found);
  }
  get known() { return this.low === this.high || this.low.compare(this.high) === 0; }
  get digits() { return this.low.digits; }
  toString() { return this.known ? `${this.low}` : `≈ ${shortNumber(this.toNumber())}`; }
  toNumber() { return this.low.toNumber(); }
}

const PRECISION = 200n;
function root(fraction) {  // two fractions around the square root, at most 2^-200 apart
  if (fraction.above < 0n) throw new Undefined("the square root of a negative number");
  const floor = n => {
    if (n < 2n) return n;
    let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
    for (let y = (x + n / x) >> 1n; y < x; y = (x + n / x) >> 1n) x = y;
    return x;
  };
  const [a, b] = [floor(fraction.above), floor(fraction.below)];
  if (a * a === fraction.above && b * b === fraction.below) return new Exact(new Fraction(a, b));
  const below = fraction.below << PRECISION;
  const above = floor(fraction.above * fraction.below << (2n * PRECISION));
  return new Exact(new Fraction(above, below), new Fraction(above + 1n, below));
}

// The order of two numbers; where two roots are too near to tell, nothing is claimed.
function order(a, b) {
  if (a === b) return 0;
  if (a.known && b.known) return a.low.compare(b.low);
  if (a.high.compare(b.low) < 0) return -1;
  if (a.low.compare(b.high) > 0) return 1;
  throw new Open("equal to 60 digits, and not compared exactly");
}

const exact = {
  of: n => new Exact(new Fraction(BigInt(n))),
  add: (a, b) => {
    const low = a.low.plus(b.low);
    return new Exact(low, a.known && b.known ? low : a.high.plus(b.high));
  },
  sub: (a, b) => exact.add(a, exact.neg(b)),
  mul: (a, b) => {
    if (a.known && b.known) return new Exact(a.low.times(b.low));
    const ends = [a.low, a.high].flatMap(one => [one.times(b.low), one.times(b.high)]);
    return new Exact(least(ends), greatest(ends));
  },
  div: (a, b) => {
    if (a.known && b.known) return new Exact(a.low.over(b.low));
    if (order(b, exact.of(0)) === 0) throw new Undefined("a division by zero");
    const ends = [a.low, a.high].flatMap(one => [one.over(b.low), one.over(b.high)]);
    return new Exact(least(ends), greatest(ends));
  },
  neg: a => (a.known ? new Exact(a.low.negated()) : new Exact(a.high.negated(), a.low.negated())),
  abs: a => exact.max(a, exact.neg(a)),
  min: (a, b) => (a.known && b.known ? (b.low.compare(a.low) < 0 ? b : a)
    : new Exact(least([a.low, b.low]), least([a.high, b.high]))),
  max: (a, b) => exact.neg(exact.min(exact.neg(a), exact.neg(b))),
  sqrt: a => {
    if (a.known) return root(a.low);
    return new Exact(root(a.low).low, root(a.high).high);
  },
  eq: (a, b) => order(a, b) === 0,
  lt: (a, b) => order(a, b) < 0,
  le: (a, b) => order(a, b) <= 0,
};
const floating = {...numbers, sqrt: Math.sqrt, min: Math.min, max: Math.max};  // for pictures only

// A float as text, three significant digits more than a picture shows.
function shortNumber(value) {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

// An exact number as text; a long one rounded.
const shown = (value, longest = 22) => {
  const text = String(value);
  return (text.length > longest ? `≈ ${shortNumber(value.toNumber())}` : text).replace("-", "−");
};
