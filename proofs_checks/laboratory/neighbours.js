// What becomes of a counterexample when its numbers move: exact runs of settings around it.
const NUMBERS = ["epsilon", "alpha", "clip", "start"];
const NEAR = 120, MOVED = 20n;  // how many; by at most one part in so many
const SHORT = 260;  // hexadecimal digits that an iterate of a neighbour may have

// The truth of every hypothesis and of the conclusion in a setting.
function judge(given, statement, longest) {
  const run = exactRun(given, longest);
  const names = namesOf(run);
  return {
    run, names, given: statement.hypotheses.map(([, one]) => holds(one, names)),
    concluded: holds(statement.conclusion, names),
  };
}
const outcome = ({given, concluded}) =>
  given.includes(NO) ? "broken" : given.includes(OPEN) || concluded === OPEN ? "open"
    : concluded === NO ? "refuted" : "holds";

function generator(seed) {  // the same neighbours each time
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
}
function moved(value, random) {
  if (!value) return value;
  const by = BigInt(Math.round((random() * 2 - 1) * 500));
  const part = new Exact(new Fraction(by, 500n * MOVED));
  return exact.add(value, value.low.above === 0n ? part : exact.mul(value, part));
}
function neighbour(given, random) {
  const near = {...given};
  for (const name of NUMBERS) near[name] = moved(given[name], random);
  near.stepsize = given.stepsize.map(one => moved(one, random));
  const scale = given.loss[0] === "listed" ? [] : given.loss.slice(1);
  if (scale.length) near.loss = [given.loss[0], ...scale.map(one => moved(one, random))];
  return near;
}

// Judge neighbours in small portions, so that the page stays responsive; `show` gets the counts.
class Work {
  start(jobs, done) {
    clearTimeout(this.timer);
    const found = [];
    const portion = () => {
      const until = performance.now() + 25;
      while (jobs.length > found.length && performance.now() < until)
        found.push(jobs[found.length]());
      if (found.length < jobs.length) this.timer = setTimeout(portion, 0);
      else done(found);
    };
    this.timer = setTimeout(portion, 120);
  }
}

function nearbyJobs(given, statement) {
  const random = generator(7);
  return Array.from({length: NEAR}, () => {
    const near = neighbour(given, random);
    return () => safeJudge(near, statement);
  });
}
function safeJudge(given, statement) {
  if (!valid(given)) return null;
  return judge(given, statement, SHORT);
}
// What the fields admit, see the form.
const positive = one => exact.lt(exact.of(0), one);
const notNegative = one => one === null || exact.le(exact.of(0), one);
const valid = given => notNegative(given.clip) && notNegative(given.alpha)
  && notNegative(given.epsilon) && exact.le(given.epsilon, exact.of(1))
  && (given.loss[0] !== "huber" || (positive(given.loss[1]) && notNegative(given.loss[3])))
  && (given.loss[0] !== "quadratic" || notNegative(given.loss[1]))
  && given.stepsize.every(positive);

function nearbyWords(found, statement) {
  const made = found.filter(Boolean);
  if (!made.length) return "No setting nearby is one of the method.";
  const all = made.filter(one => !one.given.includes(NO));
  const broken = all.filter(one => outcome(one) === "refuted").length;
  const open = all.filter(one => outcome(one) === "open").length;
  const start = `Of ${made.length} settings nearby, each number moved by up to 5 %, `;
  if (!all.length) {
    const counts = statement.hypotheses.map(
      (_, j) => made.filter(one => one.given[j] === NO).length);
    const worst = counts.indexOf(Math.max(...counts));
    return `${start}none meets every hypothesis; most break “${statement.hypotheses[worst][0]}”. `
      + "The numbers depend on each other here: move them one at a time.";
  }
  const left = open ? `, and ${open} are not decided by the steps shown` : "";
  const all_ = all.length === made.length ? "all" : `${all.length}`;
  return `${start}${all_} meet every hypothesis; in ${broken} of these the conclusion fails`
    + `${left}. ${broken > 1 ? "So this is no isolated point." : ""}`;
}
