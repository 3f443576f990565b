// The overview of one service on every way out of the program.

import { eventually } from "./eventually.mjs";

/** The overview as programs get it. `context` is signed in. */
export async function overviewJson(context, program, slug, query = "") {
  const response = await context.request.get(`${program.origin}/api/v1/services/${slug}/overview${query}`);
  if (!response.ok()) throw new Error(`the overview answered ${response.status()}: ${await response.text()}`);
  return response.json();
}

/** A figure's number, or undefined where it is not shown. */
export function figure(overview, measure) {
  return overview.figures.find((each) => each.measure === measure)?.value;
}

/** The rows of a table that are named: label to `{measure: number}`. */
export function namedRows(overview, breakdown) {
  const table = overview.tables.find((each) => each.breakdown === breakdown);
  const cells = (row) => Object.fromEntries(table.measures.map((measure, index) => [measure, row.cells[index].value]));
  return Object.fromEntries(table.rows.map((row) => [row.label ?? "", cells(row)]));
}

/** Waits until the service has counted so many page views, and returns the overview. */
export function overviewWithViews(context, program, slug, views) {
  return eventually(`counting ${views} page views`, async () => {
    const overview = await overviewJson(context, program, slug);
    const counted = figure(overview, "page-views");
    if (counted > views) throw new Error(`${counted} page views instead of ${views}`);
    return counted === views ? overview : undefined;
  });
}
