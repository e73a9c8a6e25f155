// What the map uses of D3 and TopoJSON.
export { geoEqualEarth, geoPath } from "d3-geo";
export { pointer, select } from "d3-selection";
export { zoom, zoomIdentity } from "d3-zoom";
export { feature } from "topojson-client";
