// The kinds of panels. Each takes a title, a description, a unit of Grafana's, its queries ([expression, legend] each, or one expression) and options:
// w and h (of 24 columns), thresholds ([value, colour], ascending), runbook (a page of ops/runbooks, where an alert is about what is shown),
// min, max, decimals, stack, exemplars.

/** The variable that says which Prometheus is asked. */
export const source = { type: "prometheus", uid: "${datasource}" };

/** What a query of the nodes' own metrics selects by. */
export const node = 'job=~"$job",instance=~"$instance"';

/** A line for each series over time. */
export const lines = (title, description, unit, queries, options = {}) => ({
    ...panel("timeseries", title, description, unit, queries, { w: 12, h: 8, ...options }),
    fieldConfig: fields(unit, options, {
        drawStyle: "line", lineInterpolation: "linear", lineWidth: 1, fillOpacity: options.stack ? 40 : 10, showPoints: "auto", spanNulls: false,
        stacking: { mode: options.stack ? "normal" : "none", group: "A" }, thresholdsStyle: { mode: options.thresholds ? "dashed" : "off" },
    }),
    options: {
        legend: { displayMode: "table", placement: "bottom", showLegend: true, calcs: ["lastNotNull", "max"] },
        tooltip: { mode: "multi", sort: "desc" },
    },
});

/** The last value, large, with its course behind it. */
export const stat = (title, description, unit, queries, options = {}) => ({
    ...panel("stat", title, description, unit, queries, { w: 6, h: 4, ...options }),
    fieldConfig: fields(unit, options, {}),
    options: {
        colorMode: options.thresholds ? "background" : "value", graphMode: "area", justifyMode: "auto", orientation: "auto", textMode: "auto",
        reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    },
});

/** The present values of many series side by side, the longest bar first where the query sorts. */
export const bars = (title, description, unit, queries, options = {}) => ({
    ...panel("bargauge", title, description, unit, queries, { w: 12, h: 8, ...options }, true),
    fieldConfig: fields(unit, options, {}),
    options: {
        displayMode: "basic", orientation: "horizontal", showUnfilled: true, valueMode: "color", minVizHeight: 16, minVizWidth: 8,
        reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false },
    },
});

/** A quantile of a histogram of the nodes, by labels (or none). */
export const quantile = (q, metric, by = "", more = "") =>
    `histogram_quantile(${q}, sum by (${by ? by + ", " : ""}le) (rate(${metric}_bucket{${node}${more && "," + more}}[$__rate_interval])))`;

/** How often something happens in a second on the nodes, by labels (or all in all). */
export const rate = (metric, by = "", more = "") =>
    `sum${by && ` by (${by})`} (rate(${metric}{${node}${more && "," + more}}[$__rate_interval]))`;

/** How often something happened in the time that is shown. */
export const count = (metric, by = "", more = "") =>
    `sum${by && ` by (${by})`} (increase(${metric}{${node}${more && "," + more}}[$__range]))`;

function panel(type, title, description, unit, queries, { w, h, runbook, exemplars = false }, isInstant = false) {
    return {
        type, title, description, datasource: source, size: { w, h },
        targets: (Array.isArray(queries) ? queries : [[queries, title]]).map(([expr, legend], index) => ({
            refId: String.fromCharCode(65 + index), datasource: source, editorMode: "code", expr, legendFormat: legend, range: !isInstant,
            instant: isInstant, exemplar: exemplars,
        })),
        links: runbook ? [{ title: `Runbook: ${runbook}`, url: "${runbooks}/" + runbook, targetBlank: true }] : [],
    };
}

const fields = (unit, { thresholds = [], min, max, decimals }, custom) => ({
    defaults: {
        unit,
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
        ...(decimals !== undefined && { decimals }),
        color: { mode: thresholds.length > 0 && Object.keys(custom).length === 0 ? "thresholds" : "palette-classic" },
        custom,
        // The first step begins at 0: nothing that is shown is below it.
        thresholds: {
            mode: "absolute",
            steps: (thresholds.length > 0 ? thresholds : [[0, "green"]]).map(([value, color]) => ({ value, color })),
        },
    },
    overrides: [],
});

/** Thresholds of what is better the lower it is. */
export const low = (warning, critical) => [[0, "green"], [warning, "orange"], ...(critical === undefined ? [] : [[critical, "red"]])];

/** Thresholds of what is better the higher it is. */
export const high = (critical, warning) => [[0, "red"], [critical, "orange"], [warning, "green"]];

/** Thresholds of what must not happen. */
export const never = [[0, "green"], [0.001, "red"]];
