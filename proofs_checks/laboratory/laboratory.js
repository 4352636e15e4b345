// The form, and what is shown of the setting in it.
const lab = name => document.getElementById("lab-" + name);
const FIELDS = {
  levels: ["levels", "levels", -200, 200, 40], epsilon: ["ε", "epsilon", 1, 100, 100],
  alpha: ["α", "alpha", 1, 160, 40], clip: ["M_c", "clip", 1, 160, 40],
  stepsize: ["γ", "stepsize", 1, 320, 80], start: ["w_0", "start", -200, 200, 40],
  slope: ["slope", "slope of the loss", -120, 120, 40],
  width: ["width", "width of the Huber loss", 1, 80, 40],
  center: ["centre", "centre of the loss", -200, 200, 40],
  curvature: ["curvature", "curvature", 0, 160, 40],
  gradients: ["gradients", "gradients, by turns", -120, 120, 40],
  noise: ["noise", "noise of the gradient, by turns", -120, 120, 40],
};
const LOSSES = {
  linear: ["slope"], huber: ["width", "center", "slope"], quadratic: ["curvature", "center"],
  listed: ["gradients"],
};
const LOSS_WORDS = {linear: "linear", huber: "Huber", quadratic: "quadratic",
  listed: "by gradients"};
const USUAL = {slope: "1", width: "1", center: "0", curvature: "1", gradients: "1", noise: "0"};
const SEVERAL = ["levels", "stepsize", "gradients", "noise"];
let statement = null;  // the setting of the record that is open
let seen = false;  // whether the laboratory was on the screen: before that no neighbour is tried
const [nearWork, planeWork] = [new Work(), new Work()];

// --- the form -------------------------------------------------------------------------------------

const ids = new Map();
function fillStatements() {
  for (const [claim, settings] of Object.entries(DATA.settings)) {
    const group = lab("statement").appendChild(html("optgroup", {label: claim}));
    for (const one of settings) {
      const id = one.id.startsWith("/") || !one.id ? claim + one.id : one.id;
      ids.set(id, {...DATA.usual, ...one, id});
      group.append(html("option", {value: id}, id));
    }
  }
}
function choice(name, label, options, chosen) {
  const select = html("select", {id: "lab-" + name, name});
  for (const [value, words] of Object.entries(options))
    select.append(html("option", {value, ...(value === chosen ? {selected: ""} : {})}, words));
  return html("div", {class: "lab-field"}, html("label", {for: "lab-" + name}, label), select);
}
function fieldOf(name, text, [label, words] = FIELDS[name] ?? [name, `the constant ${name}`]) {
  const input = html("input", {id: "lab-" + name, name, value: text.replaceAll("-", "−"),
    spellcheck: "false", "aria-label": words});
  const made = html("div", {class: "lab-field", "data-field": name},
    html("label", {for: "lab-" + name}, label.length > 3 ? label : math(label)), input);
  if (FIELDS[name]) made.append(html("div", {class: "lab-sliders"}));
  return made;
}
function fillFields(given) {
  const texts = {
    levels: given.levels.join(", "), epsilon: given.epsilon, alpha: given.alpha,
    clip: given.clip || "none", stepsize: given.stepsize.join(", "), start: given.start,
    noise: given.noise.join(", "),
  };
  const loss = {...USUAL};
  if (given.loss[0] === "listed") loss.gradients = given.loss.slice(1).join(", ");
  else LOSSES[given.loss[0]].forEach((name, j) => { loss[name] = given.loss[j + 1]; });
  lab("fields").replaceChildren(
    ...["levels", "epsilon", "alpha", "clip", "stepsize", "start"].map(
      name => fieldOf(name, texts[name])),
    choice("loss", "loss", LOSS_WORDS, given.loss[0]),
    ...[...new Set(Object.values(LOSSES).flat())].map(name => fieldOf(name, loss[name])),
    ...Object.entries(given.constants).map(([name, text]) => fieldOf(`its-${name}`, text,
      [name, `the constant ${name} of the statement`])),
    html("details", {class: "lab-more"}, html("summary", {}, "ψ, rule, noise, steps"),
      choice("kind", "ψ", {quadratic: "quadratic", quartic: "quartic"}, given.kind),
      choice("rule", "rule", {printed: "as printed", projected: "projection"}, given.rule),
      fieldOf("noise", texts.noise), fieldOf("steps", String(given.steps), ["steps", "steps"])),
  );
  showLossFields();
}
function showLossFields() {
  const wanted = LOSSES[lab("loss").value];
  for (const name of new Set(Object.values(LOSSES).flat()))
    lab("fields").querySelector(`[data-field="${name}"]`).hidden = !wanted.includes(name);
}

function numbersIn(name) {
  const input = lab(name);
  const texts = SEVERAL.includes(name) ? input.value.split(",") : [input.value];
  const found = texts.map(text => Exact.from(text));
  input.toggleAttribute("aria-invalid", found.includes(null));
  if (found.includes(null)) throw new RangeError(
    `${input.getAttribute("aria-label")} must be a fraction such as 1/5 or a decimal, got “${input.value}”.`);
  return SEVERAL.includes(name) ? found : found[0];
}
function ask(name, holds_, words) {
  lab(name).toggleAttribute("aria-invalid", !holds_);
  if (!holds_) throw new RangeError(`${lab(name).getAttribute("aria-label")} must be ${words}.`);
}
function readForm() {
  const given = {constants: {}, kind: lab("kind").value, rule: lab("rule").value};
  for (const name of ["levels", "epsilon", "alpha", "stepsize", "start", "noise"])
    given[name] = numbersIn(name);
  given.clip = /^\s*none\s*$/.test(lab("clip").value) ? null : numbersIn("clip");
  given.loss = [lab("loss").value, ...LOSSES[lab("loss").value].flatMap(numbersIn)];
  for (const name of Object.keys(statement.constants)) given.constants[name] = numbersIn(`its-${name}`);
  const steps = Number(lab("steps").value);
  ask("steps", Number.isInteger(steps) && steps >= 0 && steps <= 60, "a whole number up to 60");
  given.steps = steps;
  ask("levels", given.levels.length > 1 && given.levels.every(
    (level, j) => !j || exact.lt(given.levels[j - 1], level)), "at least two and increase");
  ask("epsilon", notNegative(given.epsilon) && exact.le(given.epsilon, exact.of(1)),
    "between 0 and 1");
  ask("alpha", notNegative(given.alpha), "at least 0");
  ask("clip", notNegative(given.clip), "at least 0, or none");
  ask("stepsize", given.stepsize.every(positive), "positive");
  if (given.loss[0] === "huber") {
    ask("width", positive(given.loss[1]), "positive");
    ask("slope", notNegative(given.loss[3]), "at least 0 for a Huber loss");
  }
  if (given.loss[0] === "quadratic") ask("curvature", notNegative(given.loss[1]), "at least 0");
  return given;
}

// Sliders follow the fields; a field keeps its exact number until its slider is moved.
function fitSliders() {
  for (const field of lab("fields").querySelectorAll("[data-field]")) {
    const name = field.dataset.field, place = field.querySelector(".lab-sliders");
    if (!place || !FIELDS[name]) continue;
    const [, words, low, high, unit] = FIELDS[name];
    const texts = field.querySelector("input").value.split(",");
    const values = texts.map(text => Exact.from(text)?.toNumber());
    if (texts.length > 4 || values.some(one => one === undefined)) { place.replaceChildren(); continue; }
    while (place.children.length > texts.length) place.lastChild.remove();
    values.forEach((value, j) => {
      const slider = place.children[j] ?? place.appendChild(html("input", {type: "range",
        "data-slides": name, "data-place": j, "aria-label": `${words}, slider ${j + 1}`}));
      const at_ = Math.round(value * unit);
      slider.min = Math.min(low, low < 0 ? 2 * at_ : low);
      slider.max = Math.max(high, 2 * at_);
      slider.value = at_;
    });
  }
}
function slide(slider) {
  const input = lab(slider.dataset.slides);
  const unit = FIELDS[slider.dataset.slides][4];
  const texts = input.value.split(",").map(one => one.trim());
  texts[slider.dataset.place] = String(new Fraction(BigInt(slider.value), BigInt(unit)))
    .replace("-", "−");
  input.value = texts.join(", ");
}

// --- what is shown --------------------------------------------------------------------------------

const SIGN = ["✗", "?", "✓", "✓"];
const WORD = ["broken", "not decided", "holds for the steps shown", "holds"];
function item(found, name, node, names) {
  const numbers_ = safeWords(node, names);
  return html("li", {class: ["lab-no", "lab-open", "lab-yes", "lab-yes"][found]},
    html("span", {class: "lab-sign", role: "img", "aria-label": WORD[found], title: WORD[found]},
      SIGN[found]),
    ...(name ? [...wordsOf(name), ": "] : []), math(node),
    html("small", {}, numbers_));
}
function safeWords(node, names) {
  try {
    return says(node, names);
  } catch (error) {
    if (error instanceof Undefined) return "undefined";
    if (error instanceof Open) return error.message;
    throw error;
  }
}
function verdictWords({given, concluded}) {
  const broken = given.filter(one => one === NO).length;
  if (broken) return [`${broken === 1 ? "A hypothesis is" : `${broken} hypotheses are`} broken: `
    + "the statement says nothing of this setting.", "lab-open"];
  if (given.includes(OPEN) && concluded === NO)
    return ["The conclusion fails, and every hypothesis that these steps decide holds.", "lab-no"];
  if (concluded === NO) return ["Every hypothesis holds"
    + (given.includes(SHOWN) ? ", as far as the steps are shown," : "")
    + " and the conclusion fails: a counterexample.", "lab-no"];
  if (concluded === OPEN) return ["The steps shown do not decide the conclusion; "
    + "for the numbers on the card, the check does.", "lab-open"];
  return ["The conclusion holds in this setting: no counterexample.", "lab-yes"];
}
function admissibleWords(names, given) {
  const found = admissible(names);
  const all = Object.entries(found);
  if (!all.length) return "They are known for the printed velocity, a bounded gradient without "
    + "noise, a clip, and separate intervals.";
  const words = all.map(([name, most]) =>
    `${name}: γ ≤ ${most === Infinity ? "∞" : shown(most)}`.replace("''", "″").replace("'", "′"));
  const fits = attempt(() => all.some(([, most]) => most === Infinity
    || given.stepsize.every(one => exact.le(one, most))));
  return `In the cell of w_0 one of these is enough. ${words.join("; ")}. `
    + (fits === null ? "" : fits ? "This γ is admissible." : "This γ is not admissible.");
}
function rowsOf(run, names) {
  const cell = one => {
    const text = shown(one, 80);
    return html("td", text.length > 30 ? {title: text} : {}, text.length > 70 ? shown(one, 0) : text);
  };
  const safe = compute => {
    try { return compute(); } catch (error) {
      if (error instanceof Open || error instanceof Undefined) return "–";
      throw error;
    }
  };
  const {sequences: of} = names;
  const head = html("tr", {}, ...["k", "w", "g", "v", "branch", "ψ(w)", "d"].map(
    one => html("th", {scope: "col"}, one)));
  const rows = run.w.map((w, k) => html("tr", {}, html("td", {}, String(k)), cell(w),
    cell(run.gradient(k)), cell(safe(() => run.v(k))),
    html("td", {}, safe(() => ["gradient", "S⁺", "S⁻"][run.branch(w, run.gradient(k))])),
    cell(run.psi(w)), cell(safe(() => of.d(k)))));
  lab("rows").replaceChildren(html("thead", {}, head), html("tbody", {}, ...rows));
  lab("cut").textContent = run.cut ? `Exact to k = ${run.w.length - 1}: then ${run.cut}.`
    : run.repeats !== null ? `Exactly periodic from k = ${run.repeats} on, with period ${run.period}.` : "";
}

function show() {
  let given;
  try {
    given = readForm();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    lab("wrong").textContent = `${error.message} What is shown below is from before.`;
    return;
  }
  lab("wrong").textContent = "";
  fitSliders();
  const judged = judge(given, statement, LONGEST);
  const {run, names} = judged;
  const [words, style] = verdictWords(judged);
  lab("verdict").textContent = words;
  lab("verdict").className = style;
  lab("given").replaceChildren(...statement.hypotheses.map(
    ([name, node], j) => item(judged.given[j], name, node, names)));
  lab("concluded").replaceChildren(html("ul", {},
    item(judged.concluded, "", statement.conclusion, names)));
  lab("admissible").replaceChildren(...wordsOf(admissibleWords(names, given)));
  rowsOf(run, names);
  const drawn = floatingRun(given);
  lab("charts").replaceChildren(...[remotenessChart(drawn), orbitChart(drawn, run.w.length),
    cobwebChart(drawn), boundChart(statement.conclusion, names)].filter(Boolean));
  if (!seen) return;
  lab("nearby").textContent = "Moving every number a little …";
  nearWork.start(nearbyJobs(given, statement),
    found => { lab("nearby").replaceChildren(...wordsOf(nearbyWords(found, statement))); });
  showPlane(given);
}
function showPlane(given) {
  const known = Object.keys(AXES).filter(name => AXES[name][1](given));
  const before = ["x", "y"].map(axis => lab("axis-" + axis)?.value);
  const chosen = [known.includes(before[0]) ? before[0] : "epsilon",
    known.includes(before[1]) ? before[1] : known.includes("stepsize") ? "stepsize" : "alpha"];
  const options = Object.fromEntries(known.map(name => [name, AXES[name][0].replace("_", "")]));
  if (!lab("axis-x") || lab("axis-x").length !== known.length)
    lab("plane").replaceChildren(html("div", {class: "lab-row"},
      choice("axis-x", "across", options, chosen[0]), choice("axis-y", "up", options, chosen[1])),
      html("div", {id: "lab-plane-chart"}));
  if (chosen[0] === chosen[1]) return;
  planeWork.start(planeJobs(given, statement, chosen), found =>
    lab("plane-chart").replaceChildren(planeChart(found, given, chosen)));
}

// --- opening and moving ---------------------------------------------------------------------------

function open(id, card = null) {
  const chosen = ids.get(id);
  statement = {...chosen,
    hypotheses: chosen.given.map(j => [DATA.formulas[j][0], parsed(DATA.formulas[j][1])]),
    conclusion: parsed(DATA.formulas[chosen.then][1])};
  lab("statement").value = id;
  fillFields(chosen);
  if (card) card.append(document.getElementById("lab"));
  lab("away").hidden = !document.getElementById("lab").closest(".counterexample");
  lab("at").textContent = lab("at").hash = id;
  lab("card").hash = id;
  show();
}
function home() {
  lab("away").after(document.getElementById("lab"));
  lab("away").hidden = true;
}
document.getElementById("lab").hidden = false;
lab("off").hidden = true;
fillStatements();
lab("statement").addEventListener("change", () => open(lab("statement").value));
lab("reset").addEventListener("click", () => open(statement.id));
lab("back").addEventListener("click", () => { home(); document.getElementById("laboratory").scrollIntoView(); });
lab("form").addEventListener("submit", event => event.preventDefault());
lab("form").addEventListener("input", event => {
  if (event.target.id === "lab-statement") return;
  if (event.target.dataset.slides) slide(event.target);
  if (event.target.id === "lab-loss") showLossFields();
  show();
});
lab("plane").addEventListener("change", show);
// Each counterexample that is known here gets a link on its card, and is opened there.
for (const id of ids.keys()) {
  const card = document.getElementById(id)?.querySelector(":scope > .counterexample");
  if (!card) continue;
  const link = html("a", {href: "#laboratory"}, "Try it here");
  link.addEventListener("click", event => {
    event.preventDefault();
    open(id, card);
    document.getElementById("lab").scrollIntoView({block: "start"});
    lab("statement").focus({preventScroll: true});
  });
  card.append(html("p", {class: "try"}, link));
}
// Nothing is computed or drawn before somebody looks: the page opens sooner.
new IntersectionObserver((entries, observer) => {
  if (!entries.some(one => one.isIntersecting)) return;
  seen = true;
  observer.disconnect();
  if (statement) show(); else open(DATA.first);
}).observe(document.getElementById("lab"));
globalThis.laboratory = {open, show, rows: () => [...lab("rows").querySelectorAll("tbody tr")].map(
  row => [...row.cells].map(one => one.textContent))};
