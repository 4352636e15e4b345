"use strict";
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// The index: search and filters.
const fields = ["printed", "severity", "section", "proof"];
const get = name => document.getElementById("filter-" + name);
const rows = all("table.index tbody tr");
const show = () => {
  const words = get("text").value.toLowerCase().split(/\s+/);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !(words.every(word => text.includes(word)) &&
      fields.every(name => !get(name).value || row.dataset[name] === get(name).value));
    shown += !row.hidden;
  }
  for (const group of all("section.group"))
    group.hidden = !group.querySelector("tbody tr:not([hidden])");
  get("count").textContent = shown + " of " + rows.length;
};
document.getElementById("filters").hidden = false;
document.getElementById("filters").addEventListener("input", show);
show();

// A link to something folded unfolds it.
const unfold = () => {
  let name;
  try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const target = name && document.getElementById(name);
  if (!target) return;
  let inside = false;
  for (let one = target; one; one = one.parentElement)
    if (one.tagName === "DETAILS" && !one.open) inside = one.open = true;
  if (inside) target.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();

// The map: what falls with a statement.
for (const node of all("[data-node]")) {
  const mark = on => {
    const fallen = new Set(on ? [node.dataset.node, ...node.dataset.falls.split(" ")] : []);
    const map = node.closest("svg");
    map.classList.toggle("asked", on);
    for (const one of all("[data-node]", map))
      one.classList.toggle("falls", fallen.has(one.dataset.node));
    for (const one of all("[data-to]", map))
      one.classList.toggle("falls", fallen.has(one.dataset.from) && fallen.has(one.dataset.to));
  };
  for (const event of ["pointerenter", "focus"]) node.addEventListener(event, () => mark(true));
  for (const event of ["pointerleave", "blur"]) node.addEventListener(event, () => mark(false));
}

// The glossary: the meaning of the symbol that is pointed at, found by what is seen of it.
const meanings = new Map(all(".glossary > div").map(
  one => [one.querySelector("dfn").textContent.trim(), one.querySelector("dd")]));
const says = document.getElementById("says");
const meaning = target => {
  const top = target.closest("math, abbr");
  if (!top) return null;
  let found = null;
  for (let one = target; one; one = one.parentElement) {
    const known = meanings.get(one.textContent.trim());
    if (known) found = [one, known];
    if (one === top) break;
  }
  return found;
};
const tell = event => {
  const found = event.target instanceof Element && meaning(event.target);
  says.hidden = !found;
  if (!found || found[1].closest("div").contains(found[0])) return void (says.hidden = true);
  says.replaceChildren(...[...found[1].childNodes].map(one => one.cloneNode(true)));
  const box = found[0].getBoundingClientRect();
  says.style.left = Math.max(8, Math.min(box.left, innerWidth - says.offsetWidth - 8)) + "px";
  says.style.top = box.bottom + 6 + scrollY + "px";
};
if (meanings.size) {
  for (const one of all(".card abbr")) one.tabIndex = 0;
  for (const event of ["pointerover", "focusin"]) document.addEventListener(event, tell);
  addEventListener("keydown", event => { if (event.key === "Escape") says.hidden = true; });
}
