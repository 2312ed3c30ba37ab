import { bars, count, high, lines, low, stat } from "../panels.mjs";

export default {
    uid: "velro-executive",
    title: "Velro: executive summary",
    description: "Whether people get answers, how fast, and whether they are content.",
    range: "now-24h",
    rows: [
        {
            title: "At present",
            panels: [
                stat("Availability", "The share of answers in the last hour that were no server error. The objective is 99.9 %.", "percentunit",
                    "velro:availability:ratio_rate1h", { thresholds: high(0.99, 0.999), decimals: 3, runbook: "error-budget.md" }),
                stat("Satisfaction (Apdex)", "From 0 to 1: who waits no longer than the target counts whole, up to about four times as long half.",
                    "none", "velro:apdex_all:5m", { thresholds: high(0.85, 0.94), decimals: 3, min: 0, max: 1, runbook: "latency.md" }),
                stat("Checks, 95th percentile", "Nineteen of twenty checks take no longer than this. The target is 75 ms.", "s",
                    'velro:request_duration_seconds:p95{operation="check"}', { thresholds: low(0.075, 0.2), runbook: "latency.md" }),
                stat("Found in the process", "The share of contexts that needed neither Redis nor the database.", "percentunit",
                    'velro:cache_hits:ratio_rate5m{tier="process"}', { thresholds: high(0.8, 0.95), runbook: "hit-ratio.md" }),
                stat("Requests", "Answers per second, over all nodes.", "reqps", "velro:requests_all:rate5m"),
                stat("Replicas", "API replicas that Prometheus reaches.", "short", 'count(up{job="authapi"} == 1) or vector(0)',
                    { thresholds: [[0, "red"], [1, "green"]], runbook: "no-replica.md" }),
                stat("Consistency differences", "Answers of the caches in the time shown that the base tables contradict. It must stay 0.", "short",
                    count("velro_consistency_differences_total"), { thresholds: low(0.001, 0.001), runbook: "consistency-difference.md" }),
                stat("Alerts", "Critical and warning alerts that fire now.", "short",
                    'count(ALERTS{alertname=~"Velro.+",alertstate="firing",severity=~"critical|warning"}) or vector(0)', { thresholds: low(1) }),
            ],
        },
        {
            title: "Trends",
            panels: [
                lines("Response times", "The 95th percentile by operation. The targets are 75 to 100 ms.", "s",
                    [["velro:request_duration_seconds:p95", "{{operation}}"]], { thresholds: low(0.1, 0.2), runbook: "latency.md" }),
                lines("Response times against a day ago", "The 95th percentile now divided by that at the same time yesterday: 1 is as fast.", "none",
                    [["velro:request_duration_seconds:p95 / velro:request_duration_seconds:p95 offset 1d", "{{operation}}"]],
                    { thresholds: low(1.5), min: 0, runbook: "trends.md" }),
                lines("Hit ratios", "The share of contexts that the process had, that Redis had of the rest, and that either had.", "percentunit",
                    [["velro:cache_hits:ratio_rate5m", "{{tier}}"]], { min: 0, max: 1, runbook: "hit-ratio.md" }),
                lines("Satisfaction by operation", "Apdex: 1 is all content, 0 is nobody.", "none", [["velro:apdex:5m", "{{operation}}"]],
                    { min: 0, max: 1, runbook: "latency.md" }),
                lines("Availability", "The share of answers that are no server error.", "percentunit",
                    [["velro:availability:ratio_rate1h", "one hour"], ["velro:availability:ratio_rate1d", "one day"]], { runbook: "error-budget.md" }),
                lines("Traffic", "Requests per second by operation.", "reqps", [["velro:operation_requests:rate5m", "{{operation}}"]],
                    { stack: true, runbook: "trends.md" }),
            ],
        },
        {
            title: "Foresight",
            panels: [
                bars("Time until a limit is reached", "If the trend goes on. Empty while nothing grows towards its limit.", "s",
                    [["min by (velro_forecast_quantity) (velro_forecast_exhaustion_seconds)", "{{velro_forecast_quantity}}"]], { runbook: "trends.md" }),
                lines("Trends that reach a limit soon", "Warnings in the last hour, by what grows.", "short",
                    [["sum by (velro_forecast_quantity) (increase(velro_forecast_warnings_total[1h]))", "{{velro_forecast_quantity}}"]],
                    { min: 0, runbook: "trends.md" }),
            ],
        },
    ],
};
