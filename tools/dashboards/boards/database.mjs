import { bars, lines, low, never, node, quantile, rate } from "../panels.mjs";

const pool = "db_client_connection_pool_name";

export default {
    uid: "velro-database",
    title: "Velro: database and pools",
    description: "The pools of connections, what statements take, and what follows the database: the feed and the precomputed rows.",
    rows: [
        {
            title: "Pools",
            panels: [
                lines("In use", "The share of a pool's connections that are in use.", "percentunit",
                    [[`velro:pool_used:ratio{${node}}`, `{{${pool}}} {{instance}}`]], { min: 0, max: 1, thresholds: low(0.85), runbook: "pool-exhausted.md" }),
                lines("Connections", "By pool and state, over the chosen nodes.", "short",
                    [[`sum by (${pool}, db_client_connection_state) (db_client_connection_count{${node}})`, `{{${pool}}} {{db_client_connection_state}}`]], { min: 0 }),
                lines("Waiting for a connection", "Requests that wait now.", "short",
                    [[`sum by (${pool}) (db_client_connection_npgsql_pending_requests{${node}})`, `{{${pool}}}`]],
                    { min: 0, thresholds: low(1), runbook: "pool-exhausted.md" }),
                lines("Waited in vain", "In five minutes: requests that were answered 503 as a pool had nothing for them.", "short",
                    [[`sum by (${pool}) (increase(db_client_connection_npgsql_timeouts_total{${node}}[5m]))`, `{{${pool}}}`]],
                    { min: 0, thresholds: never, runbook: "pool-exhausted.md" }),
                lines("Opening a connection", "The 95th percentile.", "s",
                    [[quantile(0.95, "db_client_connection_npgsql_create_time_seconds", pool), `{{${pool}}}`]], { min: 0, exemplars: true }),
                bars("Size", "How many connections a pool of a node may have.", "short",
                    [[`max by (${pool}) (db_client_connection_max{${node}})`, `{{${pool}}}`]]),
            ],
        },
        {
            title: "Statements",
            panels: [
                lines("The slowest, 95th percentile", "The ten slowest statements by name (docs/queries.md). The target is 100 ms.", "s",
                    [[`topk(10, ${quantile(0.95, "velro_db_query_duration_seconds", "velro_db_query")})`, "{{velro_db_query}}"]],
                    { min: 0, thresholds: low(0.1), exemplars: true, runbook: "latency.md" }),
                lines("The slowest on average", "The ten slowest statements by name. The target is 50 ms.", "s",
                    [[`topk(10, ${rate("velro_db_query_duration_seconds_sum", "velro_db_query")} / ${rate("velro_db_query_duration_seconds_count", "velro_db_query")})`,
                        "{{velro_db_query}}"]], { min: 0, thresholds: low(0.05), runbook: "latency.md" }),
                lines("The most frequent", "The ten statements that run most often, per second.", "ops",
                    [[`topk(10, ${rate("velro_db_query_duration_seconds_count", "velro_db_query")})`, "{{velro_db_query}}"]], { min: 0 }),
                lines("Where the time goes", "Seconds per second that the database works on a statement: the ten largest.", "none",
                    [[`topk(10, ${rate("velro_db_query_duration_seconds_sum", "velro_db_query")})`, "{{velro_db_query}}"]], { stack: true }),
                lines("Failed by error", "Statements per second that failed, by SQLSTATE or exception.", "ops",
                    [[rate("velro_db_query_duration_seconds_count", "error_type", 'error_type!=""'), "{{error_type}}"]], { min: 0, runbook: "errors.md" }),
                lines("By pool, 95th percentile", "What commands took by pool.", "s",
                    [[quantile(0.95, "db_client_operation_duration_seconds", pool), `{{${pool}}}`]], { min: 0, exemplars: true, runbook: "latency.md" }),
                lines("Running", "Commands that run now.", "short",
                    [[`sum by (${pool}) (db_client_operation_npgsql_executing{${node}})`, `{{${pool}}}`]], { min: 0 }),
                lines("Bytes", "Per second from and to the server.", "Bps",
                    [[rate("db_client_operation_npgsql_bytes_read_bytes_total"), "read"], [rate("db_client_operation_npgsql_bytes_written_bytes_total"), "written"]], { min: 0 }),
            ],
        },
        {
            title: "Feed",
            panels: [
                lines("Age", "How far a node is behind the database at most.", "s",
                    [[`max by (instance) (velro_clock_age_seconds{${node}})`, "{{instance}}"]], { min: 0, thresholds: low(1, 5), runbook: "database-unreachable.md" }),
                lines("Compaction", "Changes per second that were folded into the base.", "ops",
                    [["sum(rate(velro_compaction_changes_total[$__rate_interval]))", "changes"]], { min: 0 }),
            ],
        },
        {
            title: "Views and precomputed rows",
            panels: [
                lines("Waiting", "Marks that wait, by kind.", "short", [["max by (velro_mark_kind) (velro_views_backlog)", "{{velro_mark_kind}}"]],
                    { min: 0, runbook: "views.md" }),
                lines("Oldest that waits", "How long the oldest mark has waited.", "s", [["max(velro_views_backlog_age_seconds)", "oldest"]],
                    { min: 0, thresholds: low(60), runbook: "views.md" }),
                lines("Computed", "Rows per second that were computed again, by view.", "ops",
                    [["sum by (velro_view) (rate(velro_views_computed_total[$__rate_interval]))", "{{velro_view}}"]], { min: 0 }),
                lines("Size", "What a view takes on disk, with its indexes.", "bytes", [["max by (velro_view) (velro_views_size_bytes)", "{{velro_view}}"]],
                    { min: 0, runbook: "views.md" }),
                lines("Refreshed", "The time since a view was refreshed as a whole.", "s",
                    [["max by (velro_view) (velro_views_refresh_age_seconds)", "{{velro_view}}"]], { min: 0, runbook: "views.md" }),
                bars("Drift", "Precomputed rows in the time shown that were wrong, and repaired. It must stay 0.", "short",
                    [["sum by (velro_view) (increase(velro_views_drift_total[$__range]))", "{{velro_view}}"]], { thresholds: never, runbook: "views.md" }),
            ],
        },
    ],
};
