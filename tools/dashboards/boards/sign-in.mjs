import { bars, count, lines, low, node, quantile, rate, stat } from "../panels.mjs";

export default {
    uid: "velro-sign-in",
    title: "Velro: signing in and keys",
    description: "Attempts to sign in and what they took, passwords that wait, sessions, service keys and rate limits.",
    rows: [
        {
            title: "Signing in",
            panels: [
                stat("Attempts", "Per second.", "ops", rate("velro_sign_in_attempts_total")),
                stat("Refused", "The share of attempts that were refused or over a limit.", "percentunit", "velro:sign_in_refused:ratio_rate5m",
                    { thresholds: low(0.25, 0.5), runbook: "credentials.md" }),
                stat("95th percentile", "Of what an attempt takes, the slowest method.", "s", "max(velro:sign_in_duration_seconds:p95)", { runbook: "latency.md" }),
                stat("Passwords waiting", "Passwords that wait for their turn to be hashed.", "short", `sum(velro_passwords_queue{${node}})`,
                    { thresholds: low(10, 100), runbook: "latency.md" }),
                lines("By outcome", "Attempts per second.", "ops",
                    [[rate("velro_sign_in_attempts_total", "velro_sign_in_result"), "{{velro_sign_in_result}}"]], { stack: true, runbook: "credentials.md" }),
                lines("By method", "Attempts per second.", "ops", [[rate("velro_sign_in_attempts_total", "velro_sign_in_method"), "{{velro_sign_in_method}}"]],
                    { stack: true }),
                lines("Duration by method", "The 95th percentile, with the password's hash and the wait for it.", "s",
                    [[quantile(0.95, "velro_sign_in_duration_seconds", "velro_sign_in_method"), "{{velro_sign_in_method}}"]],
                    { min: 0, exemplars: true, runbook: "latency.md" }),
                lines("Hashing", "What hashing a password takes and how long it waits for its turn, 95th percentile.", "s",
                    [[quantile(0.95, "velro_passwords_hashing_seconds"), "hashing"], [quantile(0.95, "velro_passwords_waiting_seconds"), "waiting"]],
                    { min: 0, exemplars: true, runbook: "latency.md" }),
                lines("Queue", "Passwords that wait for their turn, by node.", "short",
                    [[`max by (instance) (velro_passwords_queue{${node}})`, "{{instance}}"]], { min: 0, runbook: "latency.md" }),
                bars("Sessions ended", "One by one in the time shown, by why.", "short",
                    [[`sort_desc(${count("velro_sessions_ended_total", "velro_sessions_cause")})`, "{{velro_sessions_cause}}"]], { runbook: "credentials.md" }),
            ],
        },
        {
            title: "Keys and tokens",
            panels: [
                lines("Keys looked up", "Reads of service keys per second, by the tier that had them.", "ops",
                    [[rate("velro_cache_reads_total", "velro_cache_tier", 'velro_context_kind="service_key"'), "{{velro_cache_tier}}"]], { stack: true }),
                lines("Keys refused", "Per second, by why.", "ops", [[rate("velro_keys_refused_total", "error_type"), "{{error_type}}"]],
                    { min: 0, runbook: "credentials.md" }),
                lines("Addresses with unknown keys", "Addresses whose unknown keys are refused without being looked up.", "short",
                    [[`max by (instance) (velro_keys_breaker_addresses{${node}})`, "{{instance}}"]], { min: 0, thresholds: low(1), runbook: "credentials.md" }),
                lines("Tokens refused", "Access tokens per second, by why.", "ops", [[rate("velro_tokens_refused_total", "error_type"), "{{error_type}}"]],
                    { min: 0, runbook: "credentials.md" }),
                lines("Uses not noted", "Uses of keys per second that were not noted: when these were last used may be told too early.", "ops",
                    [[rate("velro_keys_uses_dropped_total"), "dropped"]], { min: 0 }),
            ],
        },
        {
            title: "Rate limits",
            panels: [
                lines("Over a limit", "Requests per second that were answered 429, by limit.", "ops",
                    [[rate("velro_rate_refused_total", "velro_rate_class"), "{{velro_rate_class}}"]], { min: 0, runbook: "credentials.md" }),
                lines("Counted together", "1 while the nodes tell each other what they count; 0: each enforces the whole limit by itself.", "none",
                    [[`min by (instance) (velro_rate_shared{${node}})`, "{{instance}}"]], { min: 0, max: 1, runbook: "shared-cache.md" }),
            ],
        },
    ],
};
