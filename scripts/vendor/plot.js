// What the charts use of Observable Plot.
export { areaY, axisX, axisY, crosshairX, gridY, line, plot, ruleY } from "@observablehq/plot";
