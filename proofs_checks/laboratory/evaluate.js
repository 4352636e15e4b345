// Whether a formula holds in a run. As in Python's evaluate.py, what is undefined does not hold;
// of infinitely many steps a run shows some, unless it returns exactly.
const NO = 0, OPEN = 1, SHOWN = 2, YES = 3;
const OPPOSITE = [YES, OPEN, OPEN, NO];
const MANY = 200;  // members of one sum or minimum
const compareBy = {
  "<": s => s < 0, "<=": s => s <= 0, ">": s => s > 0, ">=": s => s >= 0, "==": s => s === 0,
  "!=": s => s !== 0,
};

// Formulas come in prefix notation: an operation, then its parts.
const PARTS = {
  "+": 2, "-": 2, "*": 2, "/": 2, "^": 2, neg: 1, abs: 1, ite: 3, at: 2, not: 1, implies: 2,
  iff: 2, and: 0, or: 0, min: 0, max: 0, call: 0, prose: 1, sum: 4, least: 4, largest: 4, lim: 4,
  liminf: 4, limsup: 4, average: 4, forall: 4, converges: 4, diverges: 4,
  "<": 2, "<=": 2, ">": 2, ">=": 2, "==": 2, "!=": 2,
};
function parsed(text) {
  const tokens = text.split(" ").values();
  const read = () => {
    const token = tokens.next().value;
    if (token === "_") return null;
    if (/^-?\d+$/.test(token)) return Number(token);
    if (/^-?\d/.test(token)) return ["num", token];
    if (token.includes("@")) return ["at", token.split("@")[0], Number(token.split("@")[1])];
    const [op, count] = token.split(":");
    if (!Object.hasOwn(PARTS, op)) return token;
    return [op, ...Array.from({length: count ?? PARTS[op]}, read)];
  };
  return read();
}

// The names of a run: numbers, sequences (functions of k) and functions of numbers.
function namesOf(run) {
  const {given, loss, geometry: found, field} = run;
  const open = words => { throw new Open(words); };
  const known = one => one ?? open("the loss is given by its gradients only");
  const w = k => {
    if (k < run.w.length) return run.w[k];
    if (run.repeats === null) throw new Open(`w_${k} is not among the steps shown`);
    return run.w[run.repeats + ((k - run.repeats) % run.period)];
  };
  const placed = k => {  // the index of the same state among the steps shown
    w(k);
    return k < run.w.length ? k : run.repeats + ((k - run.repeats) % run.period);
  };
  const value = x => known(loss.value)(x);
  const grad = x => (loss.slope ?? (at_ => run.slopeAt(at_) ?? known()))(x);
  const dist = x => (run.intervals.length ? run.distance(x) : open("no interval is defined"));
  const distZ = x => {
    known(loss.value);
    return run.intervals.length ? run.stationary(x) : open("no interval is defined");
  };
  const force = x => run.force(x);
  const branch = (x, g) => field.of(run.branch(x, g));
  const names = {
    numbers: {
      epsilon: given.epsilon, alpha: given.alpha, K: field.of(given.levels.length), ...found,
      ...(given.clip ? {M_c: given.clip} : {}), ...(loss.bound ? {G: loss.bound} : {}),
      ...(loss.smoothness ? {M_s: loss.smoothness} : {}), ...given.constants,
      ...(given.stepsize.length === 1 ? {gamma: given.stepsize[0]} : {}),
    },
    sequences: {
      w, q: j => given.levels[j - 1] ?? open("no such level"), gamma: k => run.stepsize(k),
      g: k => grad(w(k)), ghat: k => run.gradient(placed(k)), l: k => value(w(k)),
      v: k => run.v(placed(k)), psi_at: k => run.psi(w(k)), slope_at: k => run.slope(w(k)),
      branch_at: k => branch(w(k), run.gradient(placed(k))), d: once(k => dist(w(k))),
      d_Z: once(k => distZ(w(k))),
    },
    functions: {
      psi: x => run.psi(x), slope: x => run.slope(x), velocity: (x, g) => run.velocity(x, g),
      force, branch, loss: value, grad, dist, dist_Z: distZ,
    },
    indices: {},
    run,
  };
  return names;
}

function once(member_) {  // each member computed once
  const known = [];
  return k => known[k] ??= member_(k);
}
const at = (names, index, k) => ({...names, indices: {...names.indices, [index]: k}});

function whole(node, names) {
  const found = evaluate(node, names);
  if (!found.known || found.low.below !== 1n) throw new Open("an index is no whole number");
  return Number(found.low.above);
}

function evaluate(node, names) {
  if (typeof node === "number") return exact.of(node);
  if (typeof node === "string") {
    if (node in names.indices) return exact.of(names.indices[node]);
    if (Object.hasOwn(names.numbers, node)) return names.numbers[node];
    throw new Open(["G", "M_s"].includes(node) ? `${node} is not known of this loss`
      : `${node} has no value here`);
  }
  const [op, ...parts] = node;
  const each = () => parts.map(one => evaluate(one, names));
  switch (op) {
    case "num": return Exact.from(parts[0]);
    case "+": return exact.add(...each());
    case "-": return samePoint(parts, names) ? exact.of(0) : exact.sub(...each());
    case "*": return exact.mul(...each());
    case "/": return exact.div(...each());
    case "neg": return exact.neg(...each());
    case "abs": return exact.abs(...each());
    case "min": return smallest(exact, each());
    case "max": return exact.neg(smallest(exact, each().map(exact.neg)));
    case "^": return Array(parts[1]).fill(evaluate(parts[0], names))
      .reduce(exact.mul, exact.of(1));
    case "ite": {
      const found = truth(parts[0], names);
      if (found === OPEN || found === SHOWN) throw new Open("a case is not decided");
      return evaluate(parts[found === YES ? 1 : 2], names);
    }
    case "at": {
      const k = whole(parts[1], names);
      if (!Object.hasOwn(names.sequences, parts[0]) || k < 0)
        throw new Open(`${parts[0]} has no member ${k} here`);
      return names.sequences[parts[0]](k);
    }
    case "call":
      if (!Object.hasOwn(names.functions, parts[0])) throw new Open(`${parts[0]} is not known`);
      return names.functions[parts[0]](...parts.slice(1).map(one => evaluate(one, names)));
    default: return bound(op, parts, names);
  }
}

// Whether both are the loss at one point, which is the same whatever the loss is.
function samePoint([one, other], names) {
  if (one?.[0] !== "at" || one[1] !== "l" || other?.[0] !== "at" || other[1] !== "l") return false;
  const [a, b] = [one, other].map(node => names.sequences.w(whole(node[2], names)));
  return exact.eq(a, b);
}

// Sums and extrema over an index; over all k only where the run returns exactly.
function bound(op, [index, low, high, body], names) {
  const start = whole(low, names);
  const {repeats, period} = names.run;
  let members;
  if (high !== null) {
    const stop = whole(high, names);
    if (stop - start > MANY) throw new Open("too many members");
    members = Array.from({length: Math.max(0, stop - start + 1)}, (_, j) => start + j);
  } else {
    if (repeats === null || op === "sum" || counts(body, index))
      throw new Open(`it is about infinitely many steps${soFar(op, index, start, body, names)}`);
    const from = ["least", "largest"].includes(op) ? start : Math.max(start, repeats);
    const end = Math.max(start, repeats) + period;
    members = Array.from({length: end - from}, (_, j) => from + j);
  }
  const found = members.map(k => evaluate(body, at(names, index, k)));
  if (op === "sum") return found.reduce(exact.add, exact.of(0));
  if (!found.length) throw new Undefined("the smallest of nothing");
  const low_ = smallest(exact, found);
  const high_ = exact.neg(smallest(exact, found.map(exact.neg)));
  if (op === "least" || op === "liminf") return low_;
  if (op === "largest" || op === "limsup") return high_;
  if (op === "lim") {
    if (!exact.eq(low_, high_)) throw new Undefined("there is no limit");
    return low_;
  }
  return exact.div(found.reduce(exact.add), exact.of(found.length));  // average
}

// What the later half of the steps shown says of a limit, which it cannot decide.
function soFar(op, index, start, body, names) {
  if (!["lim", "liminf", "limsup"].includes(op)) return "";
  const end = names.run.w.length - 2;  // the last step may name the one after it
  const from = Math.max(start, Math.ceil(end / 2));
  const members = Array.from({length: Math.max(0, end - from + 1)}, (_, j) => from + j)
    .map(k => attempt(() => evaluate(body, at(names, index, k)))).filter(Boolean);
  if (members.length < 2) return "";
  const least_ = smallest(exact, members);
  const most = exact.neg(smallest(exact, members.map(exact.neg)));
  return `; from ${index} = ${from} to ${end} it is ${exact.eq(least_, most) ? shown(most)
    : `between ${shown(least_)} and ${shown(most)}`}`;
}

// Whether a body uses its index as a number, and not only to name members of sequences.
function counts(node, index) {
  if (node === index) return true;
  if (!Array.isArray(node)) return false;
  if (node[0] === "at") return counts(shiftless(node[2], index), index);
  return node.slice(1).some(one => counts(one, index));
}
function shiftless(node, index) {  // k and k + 1 name members; 2 k does not
  if (node === index) return 0;
  return Array.isArray(node) && node[0] === "+" && node[1] === index && !counts(node[2], index)
    ? 0 : node;
}

function truth(node, names) {
  const [op, ...parts] = node;
  if (op in compareBy) {
    const [left, right] = parts.map(one => attempt(() => evaluate(one, names)));
    if (left === null || right === null) return OPEN;
    const found = attempt(() => order(left, right));
    return found === null ? OPEN : compareBy[op](found) ? YES : NO;
  }
  switch (op) {
    case "not": return OPPOSITE[truth(parts[0], names)];
    case "and": return joined(parts, names, Math.min, NO);
    case "or": return joined(parts, names, Math.max, YES);
    case "implies": return joined([["not", parts[0]], parts[1]], names, Math.max, YES);
    case "iff": {
      const [a, b] = parts.map(one => truth(one, names));
      if (a === OPEN || b === OPEN) return OPEN;
      if (a === NO || b === NO) return OPPOSITE[Math.max(a, b)];
      return Math.min(a, b);
    }
    case "forall": return forAll(parts, names);
    default: return OPEN;  // words; and series, of which a run shows no end
  }
}
function attempt(compute) {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Open) return null;
    throw error;
  }
}
function joined(parts, names, worse, decisive) {
  let found = decisive === NO ? YES : NO;
  for (const part of parts) {
    const now = truth(part, names);
    if (now === decisive) return now;
    found = worse(found, now);
  }
  return found;
}
function forAll([index, low, high, body], names) {
  const start = attempt(() => whole(low, names));
  if (start === null) return OPEN;
  const {repeats, period, w} = names.run;
  let end = high === null ? w.length - 1 : attempt(() => whole(high, names));
  if (end === null) return OPEN;
  const periodic = high === null && repeats !== null && !counts(body, index);
  if (periodic) end = Math.max(start, repeats) + period - 1;
  let found = YES;
  for (let k = start; k <= Math.min(end, start + MANY); k += 1)
    found = Math.min(found, truth(body, at(names, index, k)));
  if (high !== null || found === NO) return found;
  if (periodic) return found;
  return asFarAsShown(found, names, [index, start, body]);
}
// The last steps name members that are not shown: what is open there counts for nothing.
function asFarAsShown(found, names, [index, start, body]) {
  if (found !== OPEN) return SHOWN;
  const all = Array.from({length: Math.max(0, names.run.w.length - start)}, (_, j) => j + start)
    .map(k => truth(body, at(names, index, k)));
  while (all.length && all[all.length - 1] === OPEN) all.pop();
  return all.length && !all.includes(OPEN) ? SHOWN : OPEN;
}

// Whether a formula holds where what is undefined does not.
function holds(node, names) {
  try {
    return truth(node, names);
  } catch (error) {
    if (error instanceof Undefined) return NO;
    throw error;
  }
}
