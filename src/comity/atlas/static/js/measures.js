// Breadth of a case over time against the band of the other cases at the same age.

import { areaY, axisX, axisY, crosshairX, gridY, line, plot, ruleY } from "../vendor/plot.js";

export async function draw(figure) {
  const answer = await fetch(figure.dataset.measures).catch(() => null);
  if (!answer?.ok) return; // the picture that came with the page stays
  const { rows } = await answer.json();
  if (rows.length < 3) return;
  const points = rows.map((row) => ({ ...row, date: new Date(row.on) }));
  const colour = (name) => `var(--${name})`;
  const chart = plot({
    className: "plot",
    width: Math.max(340, Math.min(figure.parentElement.clientWidth, 900)),
    height: 240,
    marginLeft: 44,
    y: { domain: [0, Math.max(0.1, ...points.map((row) => Math.max(row.breadth, row.band_high ?? 0)))], percent: false },
    ariaLabel: "Breadth over time, with the band of the other cases at the same age",
    marks: [
      gridY({ stroke: colour("rule"), strokeOpacity: 1 }),
      areaY(points.filter((row) => row.band_high !== null), { x: "date", y1: "band_low", y2: "band_high", fill: colour("land"), curve: "monotone-x" }),
      line(points.filter((row) => row.band_middle !== null), { x: "date", y: "band_middle", stroke: colour("soft"), strokeDasharray: "4 3", curve: "monotone-x" }),
      line(points, { x: "date", y: "breadth", stroke: colour("yes"), strokeWidth: 2.2, curve: "step-after" }),
      ruleY([0], { stroke: colour("rule") }),
      axisX({ color: colour("soft"), label: null, ticks: 8 }),
      axisY({ color: colour("soft"), label: "share of states", tickFormat: "%", ticks: 5 }),
      crosshairX(points, { x: "date", y: "breadth", textFill: colour("ink"), textStroke: colour("paper"), color: colour("soft") }),
    ],
  });
  // One picture with one name: the names that Plot gives to its groups are not allowed there.
  chart.setAttribute("role", "img");
  for (const group of chart.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  figure.querySelector("svg")?.remove();
  figure.append(chart);
}
