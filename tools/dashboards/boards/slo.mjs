import { bars, high, lines, low, stat } from "../panels.mjs";

const windows = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];
const burns = name => windows.map(window => [`velro:${name}:rate${window}`, window]);

export default {
    uid: "velro-slo",
    title: "Velro: service level objectives",
    description: "99.9 % of answers in thirty days are no server error, and 99 % of checks take no longer than 75 ms. A burn rate of 1 uses up just that.",
    range: "now-7d",
    rows: [
        {
            title: "Availability: 99.9 % in thirty days",
            panels: [
                stat("Availability, thirty days", "The mean of the five-minute availability of thirty days, or of what Prometheus keeps of them.", "percentunit",
                    "avg_over_time(velro:availability:ratio_rate5m[30d])", { thresholds: high(0.999, 0.9995), decimals: 4, runbook: "error-budget.md" }),
                stat("Error budget left", "What may still fail in the thirty days, as a share of what might have at their start. Below 0 the objective is missed.",
                    "percentunit", "1 - avg_over_time(velro:error_budget_burn:rate5m[30d])", { thresholds: high(0.1, 0.5), runbook: "error-budget.md" }),
                stat("Burn rate, one hour", "How many times too fast the budget is used. 14.4 wakes somebody.", "none", "velro:error_budget_burn:rate1h",
                    { thresholds: low(3, 14.4), decimals: 2, runbook: "error-budget.md" }),
                stat("Burn rate, three days", "Above 1 the budget does not last.", "none", "velro:error_budget_burn:rate3d",
                    { thresholds: low(1, 3), decimals: 2, runbook: "error-budget.md" }),
                lines("Burn rates", "By window. Alerts want a long and a short window at once: 1 h and 5 m over 14.4, 6 h and 30 m over 6, 1 d and 2 h over 3, 3 d and 6 h over 1.",
                    "none", burns("error_budget_burn"), { w: 16, min: 0, thresholds: low(1, 14.4), runbook: "error-budget.md" }),
                bars("Burn rates now", "By window.", "none", burns("error_budget_burn"), { w: 8, min: 0, thresholds: low(1, 14.4), runbook: "error-budget.md" }),
                lines("Availability by window", "The share of answers that are no server error.", "percentunit",
                    windows.map(window => [`velro:availability:ratio_rate${window}`, window]), { runbook: "error-budget.md" }),
                lines("What spends the budget", "Server errors per second by operation.", "reqps",
                    [['sum by (operation) (velro:requests:rate5m{http_response_status_code=~"5.."})', "{{operation}}"]], { stack: true, runbook: "errors.md" }),
            ],
        },
        {
            title: "Latency: 99 % of checks within 75 ms",
            panels: [
                stat("Within 75 ms, one hour", "The share of checks.", "percentunit", "1 - velro:slow_checks:ratio_rate1h",
                    { thresholds: high(0.95, 0.99), decimals: 3, runbook: "latency.md" }),
                stat("Latency budget left", "What may still be slow in the thirty days, as a share of what might have been at their start.", "percentunit",
                    "1 - avg_over_time(velro:latency_budget_burn:rate5m[30d])", { thresholds: high(0.1, 0.5), runbook: "latency.md" }),
                stat("Burn rate of latency, one hour", "How many times too many checks are slow.", "none", "velro:latency_budget_burn:rate1h",
                    { thresholds: low(3, 14.4), decimals: 2, runbook: "latency.md" }),
                stat("Burn rate of latency, three days", "Above 1 the objective is missed.", "none", "velro:latency_budget_burn:rate3d",
                    { thresholds: low(1, 3), decimals: 2, runbook: "latency.md" }),
                lines("Burn rates of latency", "By window.", "none", burns("latency_budget_burn"), { w: 16, min: 0, thresholds: low(1, 14.4), runbook: "latency.md" }),
                bars("Burn rates of latency now", "By window.", "none", burns("latency_budget_burn"), { w: 8, min: 0, thresholds: low(1, 14.4), runbook: "latency.md" }),
            ],
        },
    ],
};
