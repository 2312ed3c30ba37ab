namespace Aspire.Npgsql;

/// <summary>How the Npgsql integration reaches Postgres, and which of its additions are left out.</summary>
public class NpgsqlSettings
{
    /// <summary>The Npgsql connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Leaves out the health check. False by default.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Leaves out the spans of commands. False by default.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Leaves out the metrics of commands and of the pool. False by default.</summary>
    public bool DisableMetrics { get; set; }
}
