// The pictures of one setting. They are drawn in floating point; what is said is exact.
const html = (name, given = {}, ...inner) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  made.append(...inner);
  return made;
};
const figureOf = (chart, ...caption) =>
  html("div", {class: "lab-chart"}, chart.node, html("p", {}, ...caption));
const between = ([low, high], count) =>
  Array.from({length: count + 1}, (_, j) => low + (high - low) * j / count);

function rangeOf(run) {
  const ends = run.intervals.flat();
  return spread([...run.given.levels, ...ends, ...run.w.slice(0, 3)], 0.12);
}

function remotenessChart(run) {
  const x = rangeOf(run);
  const points = between(x, 400).map(w => [w, run.psi(w)]);
  const y = spread([...points.map(one => one[1]), 0]);
  const chart = new Chart("The remoteness, with its feasible intervals and the iterates", x, y,
    "w", "ψ(w)");
  for (const one of run.intervals) chart.across_band(one);
  chart.line([[x[0], 0], [x[1], 0]], "axis");
  chart.line(points, "curve");
  run.w.forEach((w, k) => chart.mark([w, run.psi(w)], "dot", "later", `w_${k}`));
  chart.mark([run.w[0], run.psi(run.w[0])], "circle", "first", "w_0");
  return figureOf(chart, "ψ, its feasible intervals shaded; ● the start, dots the iterates");
}

function orbitChart(run, exactCount) {
  const y = spread([...run.w, ...run.given.levels, ...run.intervals.flat()]);
  const chart = new Chart("The iterates over k, with the branch of each step",
    [-0.4, run.w.length - 0.6], y, "k", "w");
  for (const one of run.intervals) chart.up_band(one);
  for (const level of run.given.levels) chart.line([[-1, level], [run.w.length, level]], "level");
  chart.line(run.w.map((w, k) => [k, w]), "orbit");
  run.w.forEach((w, k) => {
    const branch = run.branch(w, run.gradient(k));
    chart.mark([k, w], BRANCH_SHAPES[branch], k < exactCount ? "point" : "point rounded", `w_${k}`);
  });
  const rounded = exactCount < run.w.length ? "; hollow: rounded" : "";
  return figureOf(chart, `w over k; step by ● the gradient, ▲ S⁺, ■ S⁻${rounded}`);
}

function cobwebChart(run) {
  const x = spread([...rangeOf(run), ...run.w]);
  const chart = new Chart("The iterates as a cobweb: each step from the diagonal to the map", x, x,
    "w", "w′");
  for (const one of run.intervals) chart.across_band(one);
  chart.line([[x[0], x[0]], [x[1], x[1]]], "axis");
  if (run.turns === 1) for (const piece of pieces(run, x)) chart.line(piece, "curve");
  const steps = run.w.slice(0, -1).flatMap(
    (w, k) => [[w, w], [w, run.w[k + 1]], [run.w[k + 1], run.w[k + 1]]]);
  chart.line(steps, "orbit");
  chart.mark([run.w[0], run.w[0]], "circle", "first", "w_0");
  return figureOf(chart, run.turns === 1 ? "One step w ↦ w′ and the run as a cobweb"
    : "The run as a cobweb; its steps are not one map, which is therefore not drawn");
}
// The map in pieces: it may jump where the cell or the branch changes.
function pieces(run, x) {
  const found = [[]];
  let last = null;
  for (const w of between(x, 600)) {
    const gradient = run.loss.listed ? run.loss.listed[0] : run.loss.slope(w) + run.given.noise[0];
    const here = `${run.step.cell(w, run.given.levels)} ${run.branch(w, gradient)} `
      + Math.sign(run.slope(w));
    if (here !== last) found.push([]);
    last = here;
    found[found.length - 1].push([w, w + run.given.stepsize[0] * run.velocity(w, gradient)]);
  }
  return found;
}

// The comparisons that a conclusion makes: two sides, and the index that they run over.
function comparisons(node, index = null) {
  const [op, ...parts] = node;
  if (op in compareBy) return [sidesOf(node, index)];
  if (op === "and" || op === "or") return parts.flatMap(one => comparisons(one, index));
  if (op === "implies") return comparisons(parts[1], index);
  if (op === "forall") return comparisons(parts[3], {name: parts[0], low: parts[1]});
  return [];
}
function sidesOf(node, index) {
  const [, left, right] = node;
  const one = [left, right].find(
    side => Array.isArray(side) && ["least", "largest", "limsup", "liminf", "lim"].includes(side[0]));
  if (index || !one) return {node, left, right, index};
  const within = {name: one[1], low: one[2], high: one[3]};
  return one === left ? {node, left: one[4], right, index: within}
    : {node, left, right: one[4], index: within};
}
function boundChart(conclusion, names) {
  const all = comparisons(conclusion);
  const order_ = all.filter(one => !["==", "!="].includes(one.node[0])).concat(all);
  const failing = order_.find(one => holds(one.node, names) === NO);
  const chosen = failing ?? order_[0];
  if (!chosen) return null;
  const sides = chosen.index ? overIndex(chosen, names) : [[0, 1]].map(
    () => [chosen.left, chosen.right].map(one => floatOf(one, names)))
    .flatMap(([a, b]) => [[0, a, b], [1, a, b]]);
  const values = sides.flatMap(one => one.slice(1)).filter(Number.isFinite);
  if (!values.length || sides.length < 1) return null;
  const x = chosen.index ? [sides[0][0] - 0.4, sides[sides.length - 1][0] + 0.4] : [0, 1];
  const chart = new Chart("What happens against the bound of the conclusion", x,
    spread([...values, 0]), chosen.index ? chosen.index.name : "", "value",
    chosen.index ? ticks(x).filter(Number.isInteger) : []);
  const line = place => sides.map(one => [one[0], one[place]]);
  chart.line(chosen.index ? widened(line(2)) : line(2), "bound");
  chart.line(line(1), "orbit");
  if (chosen.index) for (const one of line(1)) chart.mark(one, "circle", "point");
  return figureOf(chart, "solid: left side, dashed: right side of ", math(chosen.node));
}
const widened = points => (points.length === 1
  ? [[points[0][0] - 0.4, points[0][1]], [points[0][0] + 0.4, points[0][1]]] : points);
function floatOf(node, names) {
  try {
    return evaluate(node, names).toNumber();
  } catch (error) {
    if (error instanceof Open || error instanceof Undefined) return NaN;
    throw error;
  }
}
function overIndex({left, right, index}, names) {
  const start = attempt(() => whole(index.low, names)) ?? 0;
  const stop = index.high ? attempt(() => whole(index.high, names)) : null;
  const last = Math.min(stop ?? Infinity, start + 40,
    names.run.repeats === null ? names.run.w.length - 1 : Infinity);
  return Array.from({length: Math.max(0, last - start + 1)}, (_, j) => {
    const inner = at(names, index.name, start + j);
    return [start + j, floatOf(left, inner), floatOf(right, inner)];
  });
}

// The plane of two numbers: what becomes of the counterexample, and which stepsizes are admissible.
const COLUMNS = 29, ROWS = 21;
const AXES = {
  epsilon: ["ε", given => given.epsilon, (given, one) => ({...given, epsilon: one})],
  alpha: ["α", given => given.alpha, (given, one) => ({...given, alpha: one})],
  clip: ["M_c", given => given.clip, (given, one) => ({...given, clip: one})],
  start: ["w_0", given => given.start, (given, one) => ({...given, start: one})],
  stepsize: ["γ", given => (given.stepsize.length === 1 ? given.stepsize[0] : null),
    (given, one) => ({...given, stepsize: [one]})],
  slope: ["slope", given => ({linear: given.loss[1], huber: given.loss[3]})[given.loss[0]] ?? null,
    (given, one) => ({...given, loss: [...given.loss.slice(0, -1), one]})],
};
const fractionOf = (above, below = 1) => new Exact(new Fraction(BigInt(above), BigInt(below)));
function axisEnds(name, given) {
  const value = AXES[name][1](given);
  const gap = smallest(exact, given.levels.slice(1).map((q, j) => exact.sub(q, given.levels[j])));
  if (name === "start") return [exact.sub(value, exact.div(gap, fractionOf(4))),
    exact.add(value, exact.div(gap, fractionOf(4)))];
  if (name === "epsilon") {
    const limit = exact.div(exact.mul(gap, gap), fractionOf(4));
    const most = given.kind === "quartic" ? exact.mul(limit, limit) : limit;
    return [fractionOf(0), smallest(exact, [fractionOf(1), exact.mul(most, fractionOf(11, 10))])];
  }
  if (value.low.above === 0n) return [fractionOf(-1), fractionOf(1)];
  const twice = exact.mul(value, fractionOf(2));
  return value.low.above < 0n ? [twice, fractionOf(0)] : [fractionOf(0), twice];
}
function cellsOf(ends, count) {
  const width = exact.sub(ends[1], ends[0]);
  return Array.from({length: count}, (_, j) =>
    exact.add(ends[0], exact.mul(width, fractionOf(2 * j + 1, 2 * count))));
}
function planeJobs(given, statement, [xName, yName]) {
  const xs = cellsOf(axisEnds(xName, given), COLUMNS), ys = cellsOf(axisEnds(yName, given), ROWS);
  return xs.flatMap(x => ys.map(y => () => {
    const near = AXES[yName][2](AXES[xName][2](given, x), y);
    const found = safeJudge(near, statement);
    return {x: x.toNumber(), y: y.toNumber(), outcome: found ? outcome(found) : "broken"};
  }));
}
const PLANE_MARKS = {refuted: ["cross", "refuted"], holds: ["circle", "holds"], open: ["bar", "open"]};
function planeChart(found, given, [xName, yName]) {
  const ends = [xName, yName].map(name => axisEnds(name, given).map(one => one.toNumber()));
  const chart = new Chart("What becomes of the counterexample when two numbers move",
    ends[0], ends[1], AXES[xName][0], AXES[yName][0]);
  const limits = yName === "stepsize" ? cellsOf(axisEnds(xName, given), 60).map(one =>
    [one.toNumber(), mostAdmissible(AXES[xName][2](given, one))]).filter(one => one[1] !== null) : [];
  if (limits.length > 1) {
    const most = limits.map(([x, top]) => [x, Math.min(top, 10 * ends[1][1])]);
    chart.area([[most[0][0], 0], ...most, [most[most.length - 1][0], 0]], "admissible");
    chart.line(most, "bound");
  }
  for (const one of found) {
    const mark = PLANE_MARKS[one.outcome];
    if (mark) chart.mark([one.x, one.y], ...mark);
  }
  const here = [xName, yName].map(name => AXES[name][1](given).toNumber());
  chart.mark(here, "ring", "here", "this setting");
  return figureOf(chart, "✗ every hypothesis holds and the conclusion fails; ● both hold; – not "
    + "decided by the steps shown; nothing: a hypothesis is broken; ○ this setting"
    + (limits.length > 1 ? "; shaded: admissible stepsizes" : ""));
}

// The largest stepsize of each condition for a run's cell, exactly, as far as it is known. The
// conditions are proved of the printed velocity, without noise.
function admissible(names) {
  const found = {};
  const {rule, noise} = names.run.given;
  if (rule !== "printed" || noise.some(one => one.low.above !== 0n)) return found;
  for (const [name, quotients] of Object.entries(DATA.admissible)) {
    const limits = attempt(() => quotients
      .map(pair => pair.map(one => evaluate(parsed(one), names)))
      .filter(([, below]) => exact.lt(exact.of(0), below))
      .map(([above, below]) => exact.div(above, below)));
    if (limits !== null) found[name] = limits.length ? smallest(exact, limits) : Infinity;
  }
  return found;
}
function mostAdmissible(given) {
  const names = namesOf(new Run(exact, {...given, steps: 0}));
  const all = Object.values(admissible(names)).map(one => Number(one === Infinity ? one : one.toNumber()));
  return all.length ? Math.max(...all) : null;
}
