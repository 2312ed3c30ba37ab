// A whole dashboard: what all of them have in common, and the places of the panels.
import { source } from "./panels.mjs";

const columns = 24;

/** Makes a dashboard of the schema of Grafana 11 and 12 from { uid, title, description, rows: [{ title, panels }] }. */
export function dashboard({ uid, title, description, rows, range = "now-6h" }) {
    return {
        uid,
        title,
        description,
        tags: ["velro"],
        schemaVersion: 41,
        version: 1,
        editable: true,
        graphTooltip: 1,
        timezone: "browser",
        refresh: "30s",
        time: { from: range, to: "now" },
        timepicker: {},
        annotations: { list: [alerts] },
        links: [{
            type: "dashboards", title: "Velro", icon: "external link", tags: ["velro"], asDropdown: false, includeVars: true, keepTime: true,
            targetBlank: false, tooltip: "", url: "",
        }],
        templating: { list: variables },
        panels: place(rows),
    };
}

const alerts = {
    name: "Alerts", enable: true, hide: false, iconColor: "red", datasource: source,
    expr: 'max by (alertname, severity) (ALERTS{alertname=~"Velro.+",alertstate="firing",severity="critical"})',
    titleFormat: "{{alertname}}", textFormat: "{{severity}}", step: "60s", useValueForTime: false,
};

/** A variable whose values are a label's in what is scraped. */
const labels = (name, title, query) => ({
    type: "query", name, label: title, datasource: source, definition: query, query: { qryType: 1, query, refId: name },
    includeAll: true, multi: true, allValue: ".+", current: { text: ["All"], value: ["$__all"] }, options: [], refresh: 2, regex: "", sort: 1, hide: 0,
    skipUrlSync: false,
});

const variables = [
    {
        type: "datasource", name: "datasource", label: "Prometheus", query: "prometheus", current: {}, options: [], refresh: 1, regex: "", hide: 0,
        includeAll: false, multi: false, skipUrlSync: false,
    },
    labels("job", "Job", 'label_values(up{job=~"authapi|warmer"}, job)'),
    labels("instance", "Node", 'label_values(up{job=~"$job"}, instance)'),
    // Where ops/runbooks can be read. A deployment that shows them elsewhere changes this one value.
    {
        type: "textbox", name: "runbooks", label: "Runbooks", query: "http://localhost:8000/runbooks", hide: 2, skipUrlSync: false, options: [],
        current: { text: "http://localhost:8000/runbooks", value: "http://localhost:8000/runbooks" },
    },
];

/** Rows of panels from left to right and from top to bottom; a panel that finds no room in its line begins the next. */
function place(rows) {
    const placed = [];
    let y = 0;
    for (const row of rows) {
        placed.push({ id: placed.length + 1, type: "row", title: row.title, collapsed: false, panels: [], gridPos: { h: 1, w: columns, x: 0, y } });
        y++;
        let x = 0, height = 0;
        for (const { size, ...panel } of row.panels) {
            if (x + size.w > columns) [x, y, height] = [0, y + height, 0];
            placed.push({ id: placed.length + 1, ...panel, gridPos: { h: size.h, w: size.w, x, y } });
            x += size.w;
            height = Math.max(height, size.h);
        }
        y += height;
    }
    return placed;
}
