// Compare in a copy without a server: two cases, or two days, from the data of their maps.

import { countsOn, slug, statesOn } from "./world.js";

const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

export function start(form) {
  const result = document.querySelector("#comparison");
  const kept = new Map();
  const load = (code) => {
    if (!kept.has(code)) kept.set(code, fetch(form.dataset.compare.replace("__", code)).then((answer) => answer.json()));
    return kept.get(code);
  };

  async function side(code, asked) {
    const data = await load(code);
    const on = asked > data.latest ? data.latest : asked;
    const ties = statesOn(data, on);
    const stands = new Map([...ties].filter(([, tie]) => tie.state === "recognises"));
    return { code, data, on, stands, counts: countsOn(data, ties, on) };
  }

  async function show() {
    const asked = Object.fromEntries(new FormData(form));
    const address = new URL(location.href);
    address.search = new URLSearchParams(asked).toString();
    history.replaceState(null, "", address);
    let both;
    try {
      both = await Promise.all([side(asked.case, asked.on), side(asked.with_case, asked.with_on)]);
    } catch {
      result.replaceChildren(make("p", { className: "warn", textContent: "The data of this copy could not be loaded." }));
      return;
    }
    result.replaceChildren(...table(both), ...lists(both));
  }

  function title(one) {
    return `${one.data.name}, ${words.format(new Date(one.on))}`;
  }

  function table(both) {
    const row = (label, values) => make("tr", {}, make("th", { scope: "row", textContent: label }), ...values.map((value) => make("td", { textContent: value })));
    const head = make("tr", {}, make("th", { scope: "col", textContent: "Measure" }), ...both.map((one) => make("th", { scope: "col" }, make("a", { href: form.dataset.case.replace("__", one.code), textContent: title(one) }))));
    return [make("div", { className: "scroll" }, make("table", { className: "list figures slim" }, make("thead", {}, head), make("tbody", {},
      row("recognisers", both.map((one) => one.counts.recognisers)),
      row("of them UN members", both.map((one) => `${one.counts.un} of ${one.counts.members}`)))))];
  }

  function lists([a, b]) {
    const name = (code) => a.data.parties[code]?.name ?? b.data.parties[code]?.name ?? code;
    const sorted = (codes) => codes.sort((x, y) => name(x).localeCompare(name(y)));
    const shared = sorted([...a.stands.keys()].filter((code) => b.stands.has(code)));
    const either = new Set([...a.stands.keys(), ...b.stands.keys()]).size;
    const item = (code, sides) => make("li", {}, make("a", { href: form.dataset.party.replace("__", code), textContent: name(code) }), " ",
      ...sides.flatMap((one) => [make("a", { className: "soft", href: form.dataset.act.replace("--", slug(one.stands.get(code).act)), textContent: one.stands.get(code).since }), " "]));
    const block = (heading, codes, sides) => make("div", {}, make("h2", {}, `${heading} `, make("span", { className: "soft", textContent: codes.length })),
      codes.length ? make("ul", { className: "columns" }, ...codes.map((code) => item(code, sides))) : make("p", { textContent: "nobody" }));
    const only = (one, other) => sorted([...one.stands.keys()].filter((code) => !other.stands.has(code)));
    const share = either ? `, ${Math.round((100 * shared.length) / either)}% of those that recognise either` : "";
    return [
      make("p", { className: "lead", textContent: `${shared.length} ${a.code === b.code ? "recognise it on both days" : "recognise both"}${share}.` }),
      make("section", { className: "two" }, block(`Only ${title(a)}`, only(a, b), [a]), block(`Only ${title(b)}`, only(b, a), [b])),
      block(a.code === b.code ? "On both days" : "Both", shared, [a, b]),
    ];
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  for (const [name, value] of new URLSearchParams(location.search)) if (form.elements[name]) form.elements[name].value = value;
  return show();
}
