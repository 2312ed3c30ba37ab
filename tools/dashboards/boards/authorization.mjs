import { bars, count, lines, low, never, node, quantile, rate, stat } from "../panels.mjs";

const checks = 'http_route=~"/access/v1/evaluations?"';

export default {
    uid: "velro-authorization",
    title: "Velro: authorization",
    description: "Decisions, how they were come to, how long they took, and their records.",
    rows: [
        {
            title: "Decisions",
            panels: [
                stat("Decisions", "Per second; each of a batch counts.", "ops", rate("velro_decisions_total")),
                stat("Denied", "The share of decisions that deny.", "percentunit", "velro:denied:ratio_rate5m", { runbook: "credentials.md" }),
                stat("Median", "Half of the requests for decisions take no longer.", "s", 'velro:request_duration_seconds:p50{operation="check"}',
                    { thresholds: low(0.05, 0.2), runbook: "latency.md" }),
                stat("99th percentile", "Of a hundred requests for decisions one takes longer.", "s", 'velro:request_duration_seconds:p99{operation="check"}',
                    { thresholds: low(0.1, 0.2), runbook: "latency.md" }),
                lines("Decisions by outcome", "Per second.", "ops", [[rate("velro_decisions_total", "velro_decision"), "{{velro_decision}}"]], { stack: true }),
                lines("Evaluations by path", "Per second, by how their contexts were had.", "ops",
                    [[rate("velro_evaluations_total", "velro_evaluation_path"), "{{velro_evaluation_path}}"]], { stack: true }),
                lines("By layer", "Per second, by the layer of the rules that decided.", "ops",
                    [[rate("velro_decisions_total", "velro_decision_layer"), "layer {{velro_decision_layer}}"]], { stack: true }),
                bars("By reason", "In the time shown.", "short",
                    [[`sort_desc(${count("velro_decisions_total", "velro_decision_reason")})`, "{{velro_decision_reason}}"]]),
            ],
        },
        {
            title: "Latency",
            panels: [
                lines("Checks", "Single and batched. Points are traces of single requests, where Prometheus gets exemplars.", "s", [0.5, 0.95, 0.99].map(q =>
                    [quantile(q, "http_server_request_duration_seconds", "", checks), `p${q * 100}`]),
                    { min: 0, exemplars: true, thresholds: low(0.075, 0.2), runbook: "latency.md" }),
                lines("Checks by node, 95th percentile", "A node that is slower than the others.", "s",
                    [[quantile(0.95, "http_server_request_duration_seconds", "instance", checks), "{{instance}}"]],
                    { min: 0, exemplars: true, runbook: "latency.md" }),
                lines("Searches", "Which things may somebody reach, and who may reach a thing.", "s", [0.5, 0.95].map(q =>
                    [quantile(q, "http_server_request_duration_seconds", "", 'http_route=~"/access/v1/search/.+"'), `p${q * 100}`]),
                    { min: 0, exemplars: true, runbook: "latency.md" }),
                lines("Errors", "The share of checks and searches that are answered 5xx.", "percentunit",
                    [['velro:operation_errors:ratio_rate5m{operation=~"check|search"}', "{{operation}}"]],
                    { min: 0, thresholds: low(0.01, 0.05), runbook: "errors.md" }),
            ],
        },
        {
            title: "Records",
            panels: [
                lines("Written", "Records per second that reached the database, and that were put on disk meanwhile.", "ops",
                    [[rate("velro_decisions_recorded_total"), "recorded"], [rate("velro_decisions_spooled_total"), "spooled"]], { min: 0 }),
                lines("Waiting", "Records in memory that are not written yet.", "short",
                    [[`sum by (instance) (velro_decisions_waiting{${node}})`, "{{instance}}"]], { min: 0, runbook: "audit-loss.md" }),
                lines("Lag", "The age of the oldest record that is not in the database.", "s",
                    [[`max by (instance) (velro_decisions_lag_seconds{${node}})`, "{{instance}}"]], { min: 0, thresholds: low(30), runbook: "audit-loss.md" }),
                lines("Spool", "What records take on disk, over all processes of a machine.", "bytes",
                    [[`max by (instance) (velro_spool_bytes{${node}})`, "{{instance}}"]], { min: 0, runbook: "audit-loss.md" }),
                lines("Lost", "In five minutes, by why. It must stay 0.", "short",
                    [[`sum by (error_type) (increase(velro_decisions_lost_total{${node}}[5m]))`, "{{error_type}}"]],
                    { min: 0, thresholds: never, runbook: "audit-loss.md" }),
            ],
        },
    ],
};
