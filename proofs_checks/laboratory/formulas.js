// Formulas as MathML, from the lists in which they are kept; and the numbers in them as text.
const MATHML = "http://www.w3.org/1998/Math/MathML";
const element = (name, ...inner) => {
  const made = document.createElementNS(MATHML, name);
  made.append(...inner);
  return made;
};
const LETTERS = {
  alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ε", eta: "η", psi: "ψ", Delta: "Δ",
  slope: "ψ′", ghat: "ĝ", psi_at: "ψ", slope_at: "ψ′", branch_at: "branch", l: "ℓ", loss: "ℓ",
  grad: "∇ℓ", force: "u", dist: "d", dist_Z: "d_𝒵", d_Z: "d_𝒵", q_minus: "q_−", q_plus: "q_+",
  velocity: "s",
};
const INSIDE = {psi_at: "ψ", slope_at: "ψ′", branch_at: "branch", l: "ℓ", d: "d", d_Z: "d_𝒵"};
const SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "!=": "≠", "+": "+", "-": "−", "*": "·"};
const LEVEL = {or: 1, implies: 1, iff: 1, and: 2, not: 3, "+": 5, "-": 5, "*": 6, neg: 6, "^": 8};
const sign = text => element("mo", text);
const row = (...inner) => element("mrow", ...inner);

function letter(name) {
  const [base, ...index] = (LETTERS[name] ?? name).split("_");
  const top = element(base.length > 2 ? "mtext" : "mi", LETTERS[base] ?? base);
  return index.length ? element("msub", top, element("mi", LETTERS[index[0]] ?? index[0])) : top;
}
function number(text) {
  const [above, below] = String(text).replace("-", "").split("/");
  const found = below ? element("mfrac", element("mn", above), element("mn", below))
    : element("mn", above);
  return String(text).startsWith("-") ? row(sign("−"), found) : found;
}
const bracketed = (inner, open = "(", close = ")") => row(sign(open), inner, sign(close));
const listed = (parts, between = ",") =>
  row(...parts.flatMap((one, j) => (j ? [sign(between), one] : [one])));

function mathOf(node, above = 0) {
  if (typeof node === "number") return number(node);
  if (typeof node === "string") return letter(node);
  const [op, ...parts] = node;
  const level = LEVEL[op] ?? (op in compareBy ? 4 : 9);
  const made = nodeOf(op, parts, level);
  return level < above ? bracketed(made) : made;
}
function nodeOf(op, parts, level) {
  const math = (one, above = 0) => mathOf(one, above);
  if (op in compareBy) return row(math(parts[0], 5), sign(SIGNS[op] ?? op), math(parts[1], 5));
  if (op === "and" || op === "or")
    return listed(parts.map(one => math(one, level + 1)), `\u2002${op}\u2002`);
  if (op in SIGNS) return row(math(parts[0], level), sign(SIGNS[op]), math(parts[1], level + 1));
  switch (op) {
    case "num": return number(parts[0]);
    case "/": return element("mfrac", math(parts[0]), math(parts[1]));
    case "^": return element("msup", math(parts[0], 9), number(parts[1]));
    case "neg": return row(sign("−"), math(parts[0], 6));
    case "abs": return bracketed(math(parts[0]), "|", "|");
    case "not": return row(sign("not "), math(parts[0], 4));
    case "implies": return row(math(parts[0], 2), sign("⇒"), math(parts[1], 2));
    case "iff": return row(math(parts[0], 2), sign("⇔"), math(parts[1], 2));
    case "min": case "max":
      return row(element("mi", op), bracketed(listed(parts.map(one => math(one)))));
    case "ite": return row(math(parts[1], 5), sign(" if "), math(parts[0], 4), sign(" else "),
      math(parts[2], 5));
    case "at": return memberOf(parts[0], math(parts[1]));
    case "call": return row(letter(parts[0]),
      bracketed(listed(parts.slice(1).map(one => math(one)))));
    case "prose": return element("mtext", parts[0]);
    default: return boundOf(op, parts);
  }
}
function memberOf(name, index) {
  if (!(name in INSIDE)) {
    const [base, below] = (LETTERS[name] ?? name).split("_");
    return element("msub", element("mi", base), below ? row(element("mi", below), index) : index);
  }
  return row(letter(name), bracketed(element("msub", element("mi", "w"), index)));
}
const BOUND = {sum: "∑", least: "min", largest: "max", forall: "for all", average: "mean"};
function boundOf(op, [index, low, high, body]) {
  const start = row(element("mi", index), sign("≥"), mathOf(low));
  const range = high === null ? start
    : row(mathOf(low), sign("≤"), element("mi", index), sign("≤"), mathOf(simplerEnd(high)));
  const below = ["lim", "limsup", "liminf"].includes(op)
    ? row(element("mi", index), sign("→"), element("mi", "∞")) : range;
  if (op === "forall") return row(mathOf(body, 2), sign("\u2002for\u2002"), range);
  if (op === "converges" || op === "diverges")
    return row(element("munder", sign("∑"), range), mathOf(body, 6), sign(` ${op}`));
  const top = element(op === "sum" ? "mo" : "mi", BOUND[op] ?? op);
  return row(element("munder", top, below), mathOf(body, op === "sum" ? 6 : 7));
}
function simplerEnd(node) {  // T + 1 - 1
  if (Array.isArray(node) && node[0] === "-" && node[2] === 1 && Array.isArray(node[1])
    && node[1][0] === "+" && node[1][2] === 1) return node[1][1];
  return node;
}
function math(node) {
  const made = element("math", mathOf(node));
  return made;
}

// Words with their indices set: w_0, q_+.
function wordsOf(text) {
  return text.split(/([A-Za-zα-ωΑ-Ω]+_(?:\w+|[-+]))/).map(part => {
    const found = /^([A-Za-zα-ωΑ-Ω]+)_(\w+|[-+])$/.exec(part);
    if (!found) return part.replace(/ - /g, " − ");
    const whole = document.createElement("span");
    const index = document.createElement("sub");
    index.textContent = found[2].replace("-", "−");
    whole.append(found[1], index);
    return whole;
  });
}

// What a formula says of the numbers: "1/2 < 1/4", and of an index the first that breaks it.
function says(node, names) {
  const [op, ...parts] = node;
  if (op in compareBy) {
    const sides = parts.map(one => shownOf(one, names));
    return sides.includes("?") ? reason(parts, names) : `${sides[0]} ${SIGNS[op] ?? op} ${sides[1]}`;
  }
  if (op === "and" || op === "or") return parts.map(one => says(one, names)).join(` ${op} `);
  if (op === "forall") return saysForAll(parts, names);
  if (op === "prose") return "words: not computed";
  if (op === "converges" || op === "diverges") return "no finite run decides it";
  return "";
}
function shownOf(node, names) {
  try {
    return shown(evaluate(node, names));
  } catch (error) {
    if (error instanceof Undefined) return "undefined";
    if (error instanceof Open) return "?";
    throw error;
  }
}
function reason(parts, names) {
  for (const one of parts) {
    try {
      evaluate(one, names);
    } catch (error) {
      if (error instanceof Open) return error.message;
    }
  }
  return "";
}
function saysForAll([index, low, high, body], names) {
  const start = attempt(() => whole(low, names)) ?? 0;
  for (let k = start; k < start + names.run.w.length; k += 1) {
    const inner = at(names, index, k);
    let found = NO;
    try { found = truth(body, inner); } catch (error) { if (!(error instanceof Undefined)) throw error; }
    if (found === NO) return `at ${index} = ${k}: ${says(body, inner)}`;
  }
  return high === null && names.run.repeats === null
    ? `for the ${names.run.w.length} iterates shown` : "";
}
