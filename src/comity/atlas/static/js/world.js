// The map of a case, moved through time without asking the server again.

import { feature, geoEqualEarth, geoPath, pointer, select, zoom, zoomIdentity } from "../vendor/map.js";

const WIDTH = 960;
const HEIGHT = 430;
const SMALL = 14; // pixels of a shape's box under which the party also gets a circle

const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const DAY = 86400000;

export const iso = (ordinal) => new Date(ordinal * DAY).toISOString().slice(0, 10);
export const ordinal = (text) => Math.round(Date.parse(`${text.padStart(10, "0")}T00:00:00Z`) / DAY);

function during(spans, day) {
  return spans.some(([from, to]) => from <= day && (to === null || day < to));
}

// Who is what to the case on a day: the rule of comity.standing, over the spells the server sends.
export function statesOn(data, day) {
  const found = new Map();
  for (const spell of data.spells) {
    if (spell.since[0] > day) continue;
    const party = spell.carriers.findLast(([, from]) => from <= day)[0];
    const began = spell.since[1] <= day;
    const ended = spell.until !== null && spell.until[1] <= day;
    const perhaps = !began || (spell.until !== null && spell.until[0] <= day && !ended);
    const state = perhaps ? "possible" : ended ? spell.how : "recognises";
    const known = found.get(party);
    if (known && rank(known) < rank({ state }) ) continue;
    const over = ended || (perhaps && began);
    found.set(party, {
      state,
      since: spell.began,
      until: over ? spell.ended : "",
      act: over ? spell.ended_by : spell.act,
      disputed: spell.disputed_from !== null && spell.disputed_from <= day,
      checked: spell.checked,
      why: spell.why,
    });
  }
  return found;
}

const rank = (tie) => ({ recognises: 0, possible: 1 })[tie.state] ?? 2;

export function countsOn(data, ties, day) {
  let recognisers = 0;
  let un = 0;
  let members = 0;
  for (const [code, party] of Object.entries(data.parties)) {
    if (code !== data.polity && during(party.seats, day)) {
      members += 1;
      if (ties.get(code)?.state === "recognises") un += 1;
    }
  }
  for (const tie of ties.values()) if (tie.state === "recognises") recognisers += 1;
  return { recognisers, un, members };
}

// Takes the outline of a shape once, for its path and its size; projecting it for each would take twice as long.
class Pen {
  begin() { [this.d, this.left, this.top, this.right, this.bottom] = ["", Infinity, Infinity, -Infinity, -Infinity]; }
  get size() { return Math.max(this.right - this.left, this.bottom - this.top); }
  #to(letter, x, y) {
    this.d += `${letter}${Math.round(100 * x) / 100},${Math.round(100 * y) / 100}`;
    if (x < this.left) this.left = x;
    if (x > this.right) this.right = x;
    if (y < this.top) this.top = y;
    if (y > this.bottom) this.bottom = y;
  }
  moveTo(x, y) { this.#to("M", x, y); }
  lineTo(x, y) { this.#to("L", x, y); }
  closePath() { this.d += "Z"; }
  beginPath() {}
}

export async function start(root) {
  const stopping = new AbortController();
  const load = async (address) => (await fetch(address, { signal: stopping.signal })).json();
  let data;
  let world;
  try {
    [data, world] = await Promise.all([load(root.dataset.world), load(root.dataset.shapes)]);
  } catch {
    // Somebody left the page while it loaded, or the server is away; the table is there.
    root.replaceChildren(Object.assign(document.createElement("p"), { className: "soft", textContent: "The map could not be loaded; the table below says the same." }));
    return () => stopping.abort();
  }
  const last = ordinal(data.latest);
  const asked = new URLSearchParams(location.search).get("on");
  const begin = asked && /^\d{4}-\d\d-\d\d$/.test(asked) ? asked : root.dataset.on;
  const first = Math.min(ordinal(data.earliest), ordinal(begin));
  const clamp = (day) => Math.min(last, Math.max(first, day));

  const countries = feature(world, world.objects.countries);
  const projection = geoEqualEarth().fitExtent([[8, 6], [WIDTH - 8, HEIGHT - 6]], countries);
  const pen = new Pen();
  const draws = geoPath(projection, pen);
  const shapes = new Map();
  for (const one of countries.features) {
    if (!shapes.has(one.id)) shapes.set(one.id, []);
    shapes.get(one.id).push(one);
  }

  root.replaceChildren();
  const svg = select(root).append("svg").attr("class", "map").attr("viewBox", `0 0 ${WIDTH} ${HEIGHT}`)
    .attr("role", "group").attr("aria-label", `Map of who recognises ${data.name}. Each party is one element; the table below says the same.`);
  patterns(svg.append("defs"));
  const ground = svg.append("g");
  const layer = ground.append("g");
  const points = ground.append("g");
  const marks = new Map();

  // One path for each party, so that the keyboard stops once at each; what belongs to none is drawn and not named.
  for (const [code, parts] of shapes) {
    const drawn = parts.map((part) => { pen.begin(); draws(part); return { d: pen.d, size: pen.size }; });
    const d = drawn.map((part) => part.d).join("");
    if (!d) continue;
    const node = layer.append("path").attr("class", "shape").attr("d", d);
    if (data.parties[code]) {
      marks.set(code, { code, shape: node, small: Math.max(...drawn.map((part) => part.size)) < SMALL });
    } else {
      node.attr("aria-hidden", "true");
    }
  }
  for (const [code, party] of Object.entries(data.parties)) {
    const known = marks.get(code) ?? { code };
    if (!known.shape || known.small) {
      const [x, y] = projection(party.point) ?? [0, 0];
      known.point = known.shape
        ? points.append("circle").attr("class", "point").attr("cx", x).attr("cy", y).attr("r", 3.6)
        : points.append("rect").attr("class", "point").attr("x", x - 3.2).attr("y", y - 3.2).attr("width", 6.4).attr("height", 6.4);
      if (!known.shape && during(party.lives, iso(last)) && !party.lives.some(([, end]) => end)) {
        known.point.attr("rx", 3.2);
      }
    }
    marks.set(code, known);
  }

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");

  const controls = timeControls(data, first, last);
  const zoomed = zoomControls();
  root.append(zoomed.element, tip, controls.element);

  let day = clamp(ordinal(begin));
  let ties = new Map();
  let hovered = null;

  function describe(code) {
    const tie = ties.get(code);
    const name = data.parties[code].name;
    if (code === data.polity) return { name, says: data.case === code ? "the case itself" : "whose government is the case" };
    if (!tie) return { name, says: "nothing recorded" };
    return { name, says: data.states[tie.state], since: tie.since, until: tie.until, disputed: tie.disputed, why: tie.why, checked: tie.checked };
  }

  function draw() {
    const date = iso(day);
    ties = statesOn(data, date);
    for (const [code, mark] of marks) {
      const alive = during(data.parties[code].lives, date);
      const tie = ties.get(code);
      const state = code === data.polity ? "self" : tie?.state ?? "silent";
      for (const node of [mark.shape, mark.point]) {
        if (!node) continue;
        node.attr("data-state", alive || tie ? state : "silent").classed("disputed", Boolean(tie?.disputed)).attr("data-party", code);
      }
      // A shape of a state that was not in being stays as ground; a point of one goes.
      mark.point?.attr("display", alive ? null : "none");
      const handle = mark.shape ?? mark.point;
      const speaks = alive && (tie || code === data.polity);
      const said = describe(code);
      handle.attr("tabindex", speaks ? 0 : null).attr("role", speaks ? "link" : null)
        .attr("aria-hidden", speaks ? null : "true")
        .attr("aria-label", speaks ? `${said.name}: ${said.says}${said.since ? `, since ${said.since}` : ""}${said.until ? ` until ${said.until}` : ""}${said.disputed ? ", disputed" : ""}` : null);
      if (mark.point && mark.shape) mark.point.attr("aria-hidden", "true");
    }
    const counts = countsOn(data, ties, date);
    put("on", words.format(day * DAY));
    put("recognisers", counts.recognisers);
    put("un", counts.un);
    put("members", counts.members);
    const verb = document.querySelector("[data-word='recognisers']");
    if (verb) verb.textContent = counts.recognisers === 1 ? "party recognises" : "parties recognise";
    const beyond = document.querySelector("[data-beyond]");
    if (beyond) beyond.hidden = !(data.covered_to && date > data.covered_to);
    controls.show(day);
    if (hovered) showTip(hovered);
  }

  // The table and the address follow when the slider rests; drawing them at every step would be slow.
  let resting = 0;
  function settle() {
    clearTimeout(resting);
    resting = setTimeout(() => {
      fillTable(root, data, ties);
      const address = new URL(location.href);
      address.searchParams.set("on", iso(day));
      history.replaceState(null, "", address);
      const input = document.querySelector("form.choose input[name='on']");
      if (input) input.value = input.defaultValue = iso(day);
      for (const link of document.querySelectorAll(".get a")) {
        const to = new URL(link.href);
        to.searchParams.set("on", iso(day));
        link.href = to.href;
      }
      root.dataset.drawn = iso(day);
    }, 120);
  }

  function move(to) {
    day = clamp(to);
    draw();
    settle();
  }
  controls.onmove(move);

  function showTip(code, event) {
    const said = describe(code);
    tip.replaceChildren();
    const name = document.createElement("strong");
    name.textContent = said.name;
    tip.append(name, document.createElement("br"), `${said.says}${said.since ? `, since ${said.since}` : ""}${said.until ? ` until ${said.until}` : ""}`);
    if (said.disputed) tip.append(document.createElement("br"), `Disputed${said.why.length ? `: ${said.why.join("; ")}` : ""}`);
    else if (said.checked === false) tip.append(document.createElement("br"), "The date is recalled, not seen in a source");
    tip.hidden = false;
    const frame = root.getBoundingClientRect();
    let x;
    let y;
    if (event) [x, y] = pointer(event, root);
    else {
      const box = (marks.get(code).point ?? marks.get(code).shape).node().getBoundingClientRect();
      [x, y] = [box.left + box.width / 2 - frame.left, box.top + box.height / 2 - frame.top];
    }
    tip.style.left = `${Math.max(4, Math.min(x + 14, frame.width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${Math.max(4, y + 16)}px`;
  }

  function open(code) {
    const tie = ties.get(code);
    location.href = tie
      ? root.dataset.act.replace("--", slug(tie.act))
      : root.dataset.party.replace("__", code.split("/").map(encodeURIComponent).join("/"));
  }

  const codeOf = (event) => event.target.getAttribute?.("data-party");
  svg.on("pointermove", (event) => {
    const code = codeOf(event);
    hovered = code ?? null;
    if (code) showTip(code, event);
    else tip.hidden = true;
  });
  svg.on("pointerleave", () => { hovered = null; tip.hidden = true; });
  svg.on("focusin", (event) => { const code = codeOf(event); if (code) showTip(code); });
  svg.on("focusout", () => { tip.hidden = true; });
  // A finger cannot hover: its first tap tells what a mouse is told, and its second on the same party opens it.
  let touched = null;
  svg.on("click", (event) => {
    const code = codeOf(event);
    if (!code || event.detail === 0) return;
    if (event.pointerType === "touch" && touched !== code) {
      touched = code;
      showTip(code, event);
      return;
    }
    open(code);
  });
  svg.on("keydown", (event) => {
    const code = codeOf(event);
    if (code && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); open(code); }
    if (event.key === "Escape") tip.hidden = true;
  });

  let scale = 1;
  const zooming = zoom().scaleExtent([1, 12]).translateExtent([[0, 0], [WIDTH, HEIGHT]])
    .filter((event) => {
      if (event.type === "wheel") return event.ctrlKey || event.metaKey;
      // One finger scrolls the page, until the map is larger than its frame; two fingers are the map's.
      if (event.touches) return event.touches.length > 1 || scale > 1;
      return !event.button;
    })
    .on("zoom", ({ transform }) => {
      ground.attr("transform", transform);
      points.selectAll("circle").attr("r", 3.6 / Math.sqrt(transform.k));
      scale = transform.k;
      svg.classed("near", scale > 1);
    });
  svg.call(zooming).on("dblclick.zoom", null);
  zoomed.on((factor) => (factor ? svg.call(zooming.scaleBy, factor) : svg.call(zooming.transform, zoomIdentity)));

  draw();
  performance.mark("map-drawn"); // read by benchmarks/atlas.py
  settle();
  root.dataset.ready = "yes";
  return () => { stopping.abort(); controls.stop(); clearTimeout(resting); };
}

function put(name, value) {
  const node = document.querySelector(`#count [data-count="${name}"]`);
  if (node) node.textContent = value;
}

function patterns(defs) {
  const make = (id, size) => {
    const pattern = defs.append("pattern").attr("id", id).attr("width", size).attr("height", size).attr("patternUnits", "userSpaceOnUse");
    pattern.append("rect").attr("width", size).attr("height", size);
    return pattern;
  };
  make("hatch-disputed", 4).attr("patternTransform", "rotate(45)").append("path").attr("class", "p-yes").attr("d", "M0,0h2.6v4H0z");
  make("hatch-withdrawn", 4).append("path").attr("class", "p-end").attr("d", "M0,0h4v1.8H0z");
  make("hatch-rival", 4).append("path").attr("class", "p-rival").attr("d", "M0,0v4h1.6V0z");
  make("hatch-possible", 4).append("circle").attr("class", "p-maybe").attr("cx", 2).attr("cy", 2).attr("r", 1.3);
}

function timeControls(data, first, last) {
  const element = document.createElement("div");
  element.className = "time";
  const play = document.createElement("button");
  play.type = "button";
  play.textContent = "Play";
  play.setAttribute("aria-pressed", "false");
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = first;
  slider.max = last;
  slider.step = 1;
  slider.id = "day";
  slider.setAttribute("aria-label", "Day");
  const output = document.createElement("output");
  output.htmlFor = "day";
  const course = spark(data, first, last);
  element.append(play, slider, output, course.element);
  let act = () => {};
  let timer = 0;
  const stop = () => {
    cancelAnimationFrame(timer);
    timer = 0;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
  };
  slider.addEventListener("input", () => { stop(); act(Number(slider.value)); });
  slider.addEventListener("keydown", (event) => {
    const step = { PageUp: 365, PageDown: -365 }[event.key];
    if (step) { event.preventDefault(); stop(); act(Number(slider.value) + step); }
  });
  play.addEventListener("click", () => {
    if (timer) { stop(); return; }
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    // The whole life of a case in about 20 seconds; where motion is unwelcome it goes year by year.
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const speed = (last - first) / 20000;
    let from = Number(slider.value) >= last ? first : Number(slider.value);
    let then = null;
    let shown = 0;
    const frame = (now) => {
      then ??= now;
      if (now - shown >= (calm ? 1000 : 60)) {
        shown = now;
        const day = from + (now - then) * speed;
        act(Math.round(day));
        if (day >= last) { stop(); return; }
      }
      timer = requestAnimationFrame(frame);
    };
    timer = requestAnimationFrame(frame);
  });
  return {
    element,
    onmove: (what) => { act = what; },
    show: (day) => {
      slider.value = day;
      course.show(day);
      output.textContent = iso(day);
      slider.setAttribute("aria-valuetext", words.format(day * DAY));
    },
    stop,
  };
}

// The number of recognisers over the slider's whole length, with years, and a line at the day shown.
function spark(data, first, last) {
  const most = Math.max(1, ...data.curve.map(([, count]) => count));
  const x = (day) => (1000 * (day - first)) / Math.max(1, last - first);
  const y = (count) => 33 - (31 * count) / most;
  let d = "M0,33";
  for (const [date, count] of data.curve) {
    const at = ordinal(date);
    if (at <= last) d += `H${x(Math.max(first, at)).toFixed(1)}V${y(count).toFixed(1)}`;
  }
  const svg = select(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  svg.attr("class", "spark").attr("viewBox", "0 0 1000 34").attr("preserveAspectRatio", "none").attr("aria-hidden", "true")
    .append("path").attr("d", `${d}H1000V33Z`);
  const now = svg.append("line").attr("class", "now").attr("y1", 0).attr("y2", 34);
  const element = document.createElement("div");
  element.className = "course";
  element.append(svg.node());
  const years = Number(iso(last).slice(0, 4)) - Number(iso(first).slice(0, 4));
  const step = [1, 2, 5, 10, 20, 50].find((one) => years / one <= 8) ?? 100;
  for (let year = Math.ceil(Number(iso(first).slice(0, 4)) / step) * step; ordinal(`${year}-01-01`) <= last; year += step) {
    const part = x(ordinal(`${year}-01-01`)) / 1000;
    if (part < 0 || part > 0.985) continue;
    const tick = Object.assign(document.createElement("span"), { className: "year", textContent: year });
    tick.style.left = `${(100 * part).toFixed(2)}%`;
    tick.setAttribute("aria-hidden", "true");
    element.append(tick);
  }
  return { element, show: (day) => now.attr("x1", x(day)).attr("x2", x(day)) };
}

function zoomControls() {
  const element = document.createElement("div");
  element.className = "zoom";
  let act = () => {};
  for (const [sign, label, factor] of [["+", "Closer", 1.6], ["−", "Further", 1 / 1.6], ["○", "Whole world", 0]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", () => act(factor));
    element.append(button);
  }
  return { element, on: (what) => { act = what; } };
}

// As comity.atlas.links.slug: an act's id as one segment of an address.
export function slug(id) {
  return [...id].map((letter) => {
    if (/[A-Za-z0-9.~-]/.test(letter)) return letter;
    if (letter === ":") return "_";
    return [...new TextEncoder().encode(letter)].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
  }).join("");
}

function fillTable(root, data, ties) {
  const body = document.querySelector("#ties tbody");
  if (!body) return;
  const order = Object.keys(data.states);
  const name = (code) => data.parties[code]?.name ?? code;
  const rows = [...ties].sort(([a, x], [b, y]) => order.indexOf(x.state) - order.indexOf(y.state) || name(a).localeCompare(name(b)));
  const cell = (row, kind = "td") => row.appendChild(document.createElement(kind));
  const link = (to, text) => Object.assign(document.createElement("a"), { href: to, textContent: text });
  const time = (text) => Object.assign(document.createElement("time"), { className: "day", textContent: text });
  body.replaceChildren(...rows.map(([code, tie]) => {
    const row = document.createElement("tr");
    row.dataset.party = code;
    row.dataset.state = tie.state;
    const head = cell(row, "th");
    head.scope = "row";
    head.append(link(root.dataset.party.replace("__", code), name(code)));
    const swatch = document.createElement("span");
    swatch.className = `swatch ${tie.state}${tie.disputed ? " disputed" : ""}`;
    cell(row).append(swatch, ` ${data.states[tie.state]}`);
    cell(row).append(time(tie.since));
    cell(row).append(time(tie.until));
    cell(row).append(link(root.dataset.act.replace("--", slug(tie.act)), "act"));
    const marks = cell(row);
    if (!tie.checked) marks.append(Object.assign(document.createElement("span"), { className: "mark", textContent: "recalled", title: "The date is recalled, and was not seen in the source named" }));
    if (tie.disputed) marks.append(Object.assign(document.createElement("span"), { className: "mark disputed", textContent: "disputed", title: tie.why.join("; ") }));
    return row;
  }));
}
