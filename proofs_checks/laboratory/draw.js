// Small charts in SVG: axes with names, and marks that differ in shape as well as in colour.
const SVG = "http://www.w3.org/2000/svg";
const WIDE = 340, HIGH = 230, LEFT = 44, BOTTOM = 36, TOP = 8, RIGHT = 8;
const svg = (name, given, ...inner) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
  made.append(...inner);
  return made;
};

function ticks([low, high]) {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(one => one * power).find(one => one >= rough);
  const found = [];
  for (let k = Math.ceil(low / step); k * step <= high + step * 1e-9; k += 1) found.push(k * step);
  return found;
}
function spread(values, margin = 0.08) {
  const finite = values.filter(Number.isFinite);
  if (!finite.length) return [-1, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const more = (high - low) * margin || Math.abs(high) * 0.1 || 1;
  return [low - more, high + more];
}

function indexed(name) {
  const [base, index] = name.split("_");
  return index ? [base, svg("tspan", {dy: 3, "font-size": "8px"}, index)] : [base];
}

class Chart {
  constructor(label, x, y, xName, yName, across = ticks(x)) {
    [this.x, this.y] = [x, y];
    this.inner = svg("svg", {x: LEFT, y: TOP, width: WIDE - LEFT - RIGHT,
      height: HIGH - TOP - BOTTOM, overflow: "hidden"});
    this.node = svg("svg", {viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": label},
      this.inner, svg("rect", {x: LEFT, y: TOP, width: WIDE - LEFT - RIGHT,
        height: HIGH - TOP - BOTTOM, class: "frame"}));
    for (const one of across) this.text(LEFT + this.across(one), HIGH - BOTTOM + 14, one);
    for (const one of ticks(y)) this.text(LEFT - 5, TOP + this.up(one) + 4, one, "end");
    this.node.append(
      svg("text", {x: (LEFT + WIDE) / 2, y: HIGH - 5, "text-anchor": "middle"}, ...indexed(xName)),
      svg("text", {x: 12, y: (HIGH - BOTTOM) / 2, "text-anchor": "middle",
        transform: `rotate(-90 12 ${(HIGH - BOTTOM) / 2})`}, ...indexed(yName)));
  }
  text(x, y, value, anchor = "middle") {
    this.node.append(svg("text", {x, y, "text-anchor": anchor, class: "tick"},
      String(Number(value.toPrecision(4))).replace("-", "−")));
  }
  across(x) { return (x - this.x[0]) / (this.x[1] - this.x[0]) * (WIDE - LEFT - RIGHT); }
  up(y) { return (this.y[1] - y) / (this.y[1] - this.y[0]) * (HIGH - TOP - BOTTOM); }
  // Far outside is as good as outside, and browsers take no infinite numbers.
  point([x, y]) {
    const near = (one, size) => Math.max(-9 * size, Math.min(10 * size, one)).toFixed(2);
    return [near(this.across(x), WIDE), near(this.up(y), HIGH)];
  }
  line(points, style) {
    const shownPoints = points.filter(one => one.every(Number.isFinite));
    if (shownPoints.length > 1) this.inner.append(svg("polyline", {class: style,
      points: shownPoints.map(one => this.point(one).join()).join(" ")}));
  }
  area(points, style) {
    this.inner.append(svg("polygon", {class: style,
      points: points.map(one => this.point(one).join()).join(" ")}));
  }
  across_band([low, high], style = "feasible") {
    const [a, b] = [low, high].map(one => this.across(one));
    this.inner.append(svg("rect", {x: a, width: Math.max(b - a, 1), y: 0, height: HIGH,
      class: style}));
  }
  up_band([low, high], style = "feasible") {
    const [a, b] = [high, low].map(one => this.up(one));
    this.inner.append(svg("rect", {x: 0, width: WIDE, y: a, height: Math.max(b - a, 1),
      class: style}));
  }
  mark(point, shape, style, title) {
    if (!point.every(Number.isFinite)) return;
    const [x, y] = this.point(point);
    const made = svg("path", {d: SHAPES[shape], transform: `translate(${x} ${y})`, class: style});
    if (title) made.append(svg("title", {}, title));
    this.inner.append(made);
  }
}
const SHAPES = {
  circle: "M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0Z",
  triangle: "M0 -4.6L4.4 3.4L-4.4 3.4Z", square: "M-3.4 -3.4H3.4V3.4H-3.4Z",
  cross: "M-3.2 -3.2L3.2 3.2M3.2 -3.2L-3.2 3.2", dot: "M-1.4 0a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0 -2.8 0Z",
  ring: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z", bar: "M-4 0H4",
};
const BRANCH_SHAPES = ["circle", "triangle", "square"];
