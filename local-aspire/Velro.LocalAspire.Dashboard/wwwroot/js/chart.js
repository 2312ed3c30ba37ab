// Draws the lines of a metric with uPlot, and its exemplars as points that lead to their traces.
const charts = new WeakMap();
let library;

function load() {
    library ??= new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL("../lib/uplot/uPlot.iife.min.js", import.meta.url).href;
        script.onload = done;
        script.onerror = failed;
        document.head.append(script);
    });
    return library;
}

function colour(name, fallback) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || fallback;
}

export async function draw(place, owner, plot) {
    await load();
    if (!place?.isConnected) return;
    const data = [plot.times, ...plot.lines.map(line => line.values)];
    const key = JSON.stringify([plot.unit, plot.lines.map(line => line.name), getComputedStyle(place).color]);
    let chart = charts.get(place);
    if (chart?.key === key) {
        chart.exemplars = plot.exemplars;
        chart.plot.setData(data);
        return;
    }
    remove(place);
    chart = { key, exemplars: plot.exemplars };
    const text = getComputedStyle(place).color;
    const grid = colour("--chart-grid", "#8884");
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    chart.plot = new uPlot({
        width: Math.max(place.clientWidth, 260),
        height: 320,
        series: [
            { label: "Time", value: (_, second) => second == null ? "–" : clock(second) },
            ...plot.lines.map((line, i) => ({
                label: line.name,
                stroke: colour(`--chart-${i % 8}`, "#0f6cbd"),
                width: 2,
                spanGaps: false,
                value: (_, value) => value == null ? "–" : `${number(value)} ${plot.unit}`,
            })),
        ],
        axes: [{ ...axis, values: (_, seconds) => seconds.map(clock), space: 80 }, { ...axis, size: 76, values: (_, values) => values.map(number) }],
        scales: { y: { range: (_, low, high) => low === high ? [Math.min(0, low), high === 0 ? 1 : high * 1.2] : uPlot.rangeNum(Math.min(low, 0), high, 0.1, true) } },
        hooks: { draw: [self => drawExemplars(self, chart)] },
    }, data, place);
    chart.plot.over.addEventListener("click", event => {
        const found = nearest(chart, event.offsetX, event.offsetY);
        if (found >= 0) owner.invokeMethodAsync("ChooseExemplar", found);
    });
    chart.plot.over.addEventListener("mousemove", event => {
        chart.plot.over.style.cursor = nearest(chart, event.offsetX, event.offsetY) >= 0 ? "pointer" : "";
    });
    chart.observer = new ResizeObserver(() => chart.plot.setSize({ width: Math.max(place.clientWidth, 260), height: 320 }));
    chart.observer.observe(place);
    charts.set(place, chart);
}

export function remove(place) {
    const chart = place && charts.get(place);
    if (!chart) return;
    chart.observer.disconnect();
    chart.plot.destroy();
    charts.delete(place);
}

function number(value) {
    if (value == null) return "–";
    const size = Math.abs(value);
    if (size >= 1e9) return `${+(value / 1e9).toPrecision(4)} G`;
    if (size >= 1e6) return `${+(value / 1e6).toPrecision(4)} M`;
    return String(+value.toPrecision(5));
}

function clock(second) {
    return new Date(second * 1000).toLocaleTimeString("en-GB");
}

function drawExemplars(self, chart) {
    const { ctx } = self;
    ctx.save();
    ctx.fillStyle = colour("--chart-exemplar", "#c50f1f");
    for (const exemplar of chart.exemplars) {
        const x = self.valToPos(exemplar.time, "x", true);
        const y = self.valToPos(exemplar.value, "y", true);
        if (x < self.bbox.left || x > self.bbox.left + self.bbox.width || y < self.bbox.top || y > self.bbox.top + self.bbox.height) continue;
        ctx.beginPath();
        ctx.arc(x, y, 4 * devicePixelRatio, 0, 2 * Math.PI);
        ctx.fill();
    }
    ctx.restore();
}

function nearest(chart, x, y) {
    let best = -1;
    let distance = 10;
    chart.exemplars.forEach((exemplar, place) => {
        const there = Math.hypot(chart.plot.valToPos(exemplar.time, "x") - x, chart.plot.valToPos(exemplar.value, "y") - y);
        if (there < distance) [best, distance] = [place, there];
    });
    return best;
}
