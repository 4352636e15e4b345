// A run of one coordinate and what statements call its parts. The step is the kernel's.
const KINDS = {quadratic: QUADRATIC, quartic: QUARTIC};
const RULES = {printed: PRINTED, projected: PROJECTED};
const LONGEST = 320;  // hexadecimal digits after which a run goes on in floating point

const smallest = (field, list) => list.reduce((a, b) => field.min(a, b));
const clamp = (field, x, low, high) => field.max(low, field.min(x, high));

// The intervals of psi >= 0, merged where they touch.
function intervals(field, levels, epsilon, kind) {
  const reach = kind === QUADRATIC ? epsilon : field.sqrt(epsilon);
  const found = [];
  let low = field.sub(levels[0], reach);
  for (let j = 1; j < levels.length; j += 1) {
    const gap = field.sub(levels[j], levels[j - 1]);
    const square = field.sub(field.mul(gap, gap), field.mul(field.of(4), reach));
    if (field.le(square, field.of(0))) continue;
    const inner = field.div(field.sub(gap, field.sqrt(square)), field.of(2));
    found.push([low, field.add(levels[j - 1], inner)]);
    low = field.sub(levels[j], inner);
  }
  return [...found, [low, field.add(levels[levels.length - 1], reach)]];
}

// The names of the interval and the midpoints around the level in whose cell the start lies.
function geometry(field, levels, epsilon, kind, start) {
  const gaps = levels.slice(1).map((level, j) => field.sub(level, levels[j]));
  const found = {Delta: smallest(field, gaps)};
  if (!(field.lt(field.of(0), epsilon) && field.le(epsilon, field.of(1)))) return found;
  const all = intervals(field, levels, epsilon, kind);
  const middles = gaps.map((gap, j) => field.add(levels[j], field.div(gap, field.of(2))));
  found.K_C = field.of(all.length);
  if (all.length < levels.length && all.length > 1) return found;
  const place = all.length === 1 ? 0 : middles.filter(m => field.le(m, start)).length;
  [found.q_minus, found.q_plus] = all[place];
  found.W = field.sub(found.q_plus, found.q_minus);
  if (all.length < levels.length) return found;
  const sides = [];
  if (place > 0) {
    found.m_l = middles[place - 1];
    sides.push(found.D_l = field.sub(found.q_minus, all[place - 1][1]));
  }
  if (place < middles.length) {
    found.m_r = middles[place];
    sides.push(found.D_r = field.sub(all[place + 1][0], found.q_plus));
  }
  found.D = smallest(field, sides);
  if (sides.length === 1) found.m = found.m_l ?? found.m_r;
  return found;
}

// What a loss is: its value, slope, bound, smoothness and minimiser, as far as they are known.
function lossOf(field, step, [name, ...given]) {
  const zero = field.of(0);
  if (name === "linear") {
    const [slope] = given;
    return {
      value: x => field.mul(slope, x), slope: () => slope, bound: field.abs(slope),
      smoothness: zero, end: field.eq(slope, zero) ? 0 : field.lt(slope, zero) ? 1 : -1,
    };
  }
  if (name === "huber") {
    const [width, center, slope] = given;
    return {
      value: x => step.huber(x, width, center, slope),
      slope: x => step.huber_slope(x, width, center, slope), bound: slope,
      smoothness: field.div(slope, width), minimizer: center,
    };
  }
  if (name === "quadratic") {
    const [curvature, center] = given;
    return {
      value: x => step.quadratic(x, curvature, center),
      slope: x => step.quadratic_slope(x, curvature, center), smoothness: curvature,
      minimizer: center,
    };
  }
  return {listed: given};  // gradients by turns: nothing else is known of the loss
}

const member = (list, k) => list[Math.min(k, list.length - 1)];

// A run in a field of numbers; `given` holds levels, epsilon, alpha, clip (null for none), kind,
// rule, loss, start, stepsize (a list), noise (a list), constants and steps.
class Run {
  constructor(field, given) {
    [this.field, this.given] = [field, given];
    this.step = kernel(field);
    this.kind = KINDS[given.kind];
    this.rule = RULES[given.rule];
    this.loss = lossOf(field, this.step, given.loss);
    [this.w, this.velocities] = [[given.start], []];
    this.repeats = null;  // where it returns exactly: from this index on it has a period
    this.period = null;
    this.geometry = geometry(field, given.levels, given.epsilon, this.kind, given.start);
    this.intervals = this.geometry.K_C
      ? intervals(field, given.levels, given.epsilon, this.kind) : [];
  }
  psi(x) { return this.step.remoteness(x, this.given.levels, this.given.epsilon, this.kind); }
  slope(x) { return this.step.slope(x, this.given.levels, this.kind); }
  // Without a clip: one that is larger than the force, which has to be defined.
  clipAt(x) {
    if (this.given.clip) return this.given.clip;
    const {field} = this;
    const ratio = field.div(field.mul(this.given.alpha, this.psi(x)), this.slope(x));
    return field.add(field.mul(ratio, ratio), field.of(1));
  }
  force(x) {
    return this.step.force_of(this.psi(x), this.slope(x), this.given.alpha, this.clipAt(x));
  }
  velocity(x, gradient) {
    const {levels, epsilon, alpha} = this.given;
    return this.step.velocity(x, gradient, levels, epsilon, alpha, this.clipAt(x), this.kind,
      this.rule);
  }
  branch(x, gradient) {
    const {levels, epsilon, alpha} = this.given;
    return this.step.branch(x, gradient, levels, epsilon, alpha, this.clipAt(x), this.kind,
      this.rule);
  }
  distance(x) {
    const {field} = this;
    return smallest(field, this.intervals.map(([low, high]) =>
      field.max(field.of(0), field.max(field.sub(low, x), field.sub(x, high)))));
  }
  stationary(x) {
    const {field} = this;
    const {minimizer, end} = this.loss;
    if (end === 0) return this.distance(x);
    return smallest(field, this.intervals.map(([low, high]) => field.abs(field.sub(x,
      minimizer !== undefined ? clamp(field, minimizer, low, high) : end > 0 ? high : low))));
  }
  gradient(k) {  // the one that the step takes: with its noise
    const {field, given, loss} = this;
    if (loss.listed) return loss.listed[k % loss.listed.length];
    const noise = given.noise[k % given.noise.length];
    return field.add(loss.slope(this.w[k]), noise);
  }
  slopeAt(x) {  // of a loss given by its gradients, where a step was taken; null elsewhere
    const {field} = this;
    const places = this.w.map((w, k) => k).filter(k => field.eq(this.w[k], x));
    const found = places.map(k => field.sub(this.gradient(k),
      this.given.noise[k % this.given.noise.length]));
    return found.length && found.every(one => field.eq(one, found[0])) ? found[0] : null;
  }
  stepsize(k) { return member(this.given.stepsize, k); }
  v(k) { return this.velocities[k] ??= this.velocity(this.w[k], this.gradient(k)); }
  next() {
    const k = this.w.length - 1;
    return this.field.add(this.w[k], this.field.mul(this.stepsize(k), this.v(k)));
  }
  get turns() {  // after how many steps the map of w is the same again; null for never
    if (this.given.stepsize.length > 1) return null;
    return this.given.noise.length * (this.loss.listed?.length ?? 1);
  }
}

// Run exactly while numbers stay short, then tell that the run was cut; find an exact return.
function exactRun(given, longest = LONGEST) {
  const run = new Run(exact, given);
  const seen = new Map([[`${run.w[0]} 0`, 0]]);
  while (run.w.length <= given.steps) {
    let after;
    try {
      after = run.next();
    } catch (error) {
      if (!(error instanceof Undefined)) throw error;
      run.cut = error.message;
      break;
    }
    if (after.digits > longest) { run.cut = "the numbers become too long"; break; }
    const state = `${after} ${run.w.length % run.turns}`;
    if (seen.has(state) && run.repeats === null && run.turns) {
      run.repeats = seen.get(state);
      run.period = run.w.length - run.repeats;
    }
    seen.set(state, run.w.length);
    run.w.push(after);
  }
  return run;
}

// The same run in floating point, for pictures.
function floatingRun(given) {
  const number = one => one.toNumber();
  const run = new Run(floating, {
    ...given, levels: given.levels.map(number), epsilon: number(given.epsilon),
    alpha: number(given.alpha), clip: given.clip && number(given.clip),
    start: number(given.start), stepsize: given.stepsize.map(number),
    noise: given.noise.map(number),
    loss: [given.loss[0], ...given.loss.slice(1).map(number)],
  });
  while (run.w.length <= given.steps) run.w.push(run.next());
  return run;
}
