// Exact fractions [numerator, denominator > 0] of BigInt: the field for the translated kernel.
function gcd(a, b) {
  while (b) [a, b] = [b, a % b];
  return a < 0n ? -a : a;
}
function ratio(n, d) {
  if (d === 0n) throw new RangeError("division by zero");
  const g = d < 0n ? -gcd(n, d) : gcd(n, d);
  return [n / g, d / g];
}
const fractions = {
  of: (n) => [BigInt(n), 1n],
  add: ([a, b], [c, d]) => ratio(a * d + c * b, b * d),
  sub: ([a, b], [c, d]) => ratio(a * d - c * b, b * d),
  mul: ([a, b], [c, d]) => ratio(a * c, b * d),
  div: ([a, b], [c, d]) => ratio(a * d, b * c),
  neg: ([a, b]) => [-a, b],
  abs: ([a, b]) => [a < 0n ? -a : a, b],
  eq: ([a, b], [c, d]) => a * d === c * b,
  lt: ([a, b], [c, d]) => a * d < c * b,
  le: ([a, b], [c, d]) => a * d <= c * b,
};
const parse = (x) => (Array.isArray(x) ? x.map(parse) : typeof x === "string" ? ratio(...x.split("/").map(BigInt)) : x);
const show = (x) => (typeof x === "number" ? x : x.map(String).join("/"));
const functions = kernel(fractions);
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(([name, ...rest]) => show(functions[name](...rest.map(parse))))));
