// The measures of a case over time, each against the band of the other cases at the same age.

import { areaY, axisX, axisY, crosshairX, gridY, line, plot, ruleY } from "../vendor/plot.js";

const colour = (name) => `var(--${name})`;
const YEAR = 365.2425 * 86400000;

// What each picture is called, what it says, and how its numbers read; breadth has the large one.
const OTHERS = [
  ["reach", "Reach", "share of regions with at least one recogniser", "%"],
  ["depth", "Depth", "mean level, 1 for embassies everywhere; a lower bound", ".2f"],
  ["effective_patrons", "Patrons in effect", "inverse of the concentration of ties", ".0f"],
  ["by_region", "Explained by region", "share of who recognises it that region accounts for", "%"],
  ["by_organisation", "Explained by organisations", "the same for memberships", "%"],
];

async function rowsOf(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? (await answer.json()).rows : [];
}

export async function draw(figure) {
  const rows = await rowsOf(figure.dataset.measures);
  if (rows.length < 3) return; // the picture that came with the page stays
  const points = rows.map((row) => ({ ...row, date: new Date(row.on) }));
  const wide = figure.clientWidth;
  const breadth = points.map((row) => ({ date: row.date, value: row.breadth, low: row.band_low, middle: row.band_middle, high: row.band_high }));
  const large = chart(breadth, breadth, { width: Math.max(340, wide), height: 250, format: "%", label: "Breadth" });
  figure.querySelector("svg")?.remove();
  figure.insertBefore(large, figure.querySelector(".multiples"));
  const bands = await rowsOf(figure.dataset.bands);
  const born = points[0].date.getTime() - points[0].age * YEAR;
  const box = figure.querySelector(".multiples");
  const columns = Math.max(1, Math.floor((wide + 32) / 304));
  const width = Math.floor((wide + 32) / columns - 32);
  for (const [name, title, says, format] of OTHERS) {
    const own = points.filter((row) => row[name] !== null).map((row) => ({ date: row.date, value: row[name] }));
    if (own.length < 3) continue;
    const band = bands.filter((row) => row.measure === name).map((row) => ({ ...row, date: new Date(born + row.age * YEAR) }));
    const part = document.createElement("section");
    const heading = document.createElement("h3");
    const last = own.at(-1).value;
    const shown = format === "%" ? `${Math.round(100 * last)}%` : last.toFixed(format === ".2f" ? 2 : 0);
    heading.append(`${title} `, Object.assign(document.createElement("strong"), { textContent: shown }));
    const words = Object.assign(document.createElement("p"), { textContent: says });
    part.append(heading, words, chart(own, band, { width, height: 150, format, label: title, span: [points[0].date, points.at(-1).date] }));
    box.append(part);
  }
}

function chart(own, band, { width, height, format, label, span }) {
  const known = band.filter((row) => row.high !== null && row.high !== undefined);
  const inside = known.filter((row) => !span || row.date <= span[1]);
  const top = Math.max(format === "%" ? 0.1 : 0.2, ...own.map((row) => row.value), ...inside.map((row) => row.high));
  const bottom = Math.min(0, ...own.map((row) => row.value));
  const drawn = plot({
    className: "plot",
    width,
    height,
    marginLeft: 40,
    marginBottom: 24,
    x: span ? { domain: span } : {},
    y: { domain: [bottom, 1.04 * top] },
    clip: true,
    marks: [
      gridY({ stroke: colour("rule"), strokeOpacity: 1, ticks: height > 200 ? 5 : 3 }),
      areaY(known, { x: "date", y1: "low", y2: "high", fill: colour("land"), clip: true }),
      line(known, { x: "date", y: "middle", stroke: colour("soft"), strokeDasharray: "4 3", clip: true }),
      line(own, { x: "date", y: "value", stroke: colour("yes"), strokeWidth: 2.2, curve: "step-after" }),
      ruleY([0], { stroke: colour("rule") }),
      axisX({ color: colour("soft"), label: null, ticks: Math.max(3, Math.floor(width / 110)) }),
      axisY({ color: colour("soft"), label: null, tickFormat: format, ticks: height > 200 ? 5 : 3 }),
      crosshairX(own, { x: "date", y: "value", textFill: colour("ink"), textStroke: colour("paper"), color: colour("soft") }),
    ],
  });
  // One picture with one name: the names that Plot gives to its groups are not allowed there.
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", `${label} over time, with the band of the other cases at the same age`);
  for (const group of drawn.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  return drawn;
}
