// Natural Earth 1:50m, simplified so that the first page stays small; islands are kept however small they are.
import { readFileSync, writeFileSync } from "node:fs";
import { presimplify, quantile, simplify } from "topojson-simplify";
import { quantize } from "topojson-client";

const [source, target, share] = process.argv.slice(2);
const world = JSON.parse(readFileSync(source, "utf8"));
delete world.objects.land;
world.objects.countries.geometries = world.objects.countries.geometries.filter((g) => g.id !== "010");
const weighed = presimplify(world);
const simple = quantize(simplify(weighed, quantile(weighed, Number(share))), 1e4);
for (const geometry of simple.objects.countries.geometries) {
  geometry.properties = { name: geometry.properties.name };
}
writeFileSync(target, JSON.stringify(simple));
