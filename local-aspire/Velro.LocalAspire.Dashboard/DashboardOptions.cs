namespace Velro.LocalAspire.Dashboard;

/// <summary>Where the dashboard listens and who may use it; the section <c>Dashboard</c>, under the names that Aspire's has.</summary>
internal sealed class DashboardOptions
{
    public FrontendOptions Frontend { get; set; } = new();

    public OtlpOptions Otlp { get; set; } = new();

    public ResourceServiceOptions ResourceServiceClient { get; set; } = new();

    /// <summary>What is looked at: the title of the pages.</summary>
    public string ApplicationName { get; set; } = "Application";
}

/// <summary>The pages.</summary>
internal sealed class FrontendOptions
{
    /// <summary>The port, on the loopback interface.</summary>
    public int Port { get; set; } = 18888;

    /// <summary>What a person shows to get in. Without one nobody does.</summary>
    public string? BrowserToken { get; set; }

    /// <summary>Where the keys of the cookies are kept, so that a person stays in over a new start; null for memory.</summary>
    public string? KeyFolder { get; set; }
}

/// <summary>The receiver of telemetry.</summary>
internal sealed class OtlpOptions
{
    /// <summary>The port of OTLP over gRPC, on the loopback interface.</summary>
    public int GrpcPort { get; set; } = 18889;

    /// <summary>The port of OTLP over HTTP, on the loopback interface.</summary>
    public int HttpPort { get; set; } = 18890;

    /// <summary>What a sender shows. Without one everything is refused.</summary>
    public string? PrimaryApiKey { get; set; }
}

/// <summary>The host whose resources are shown.</summary>
internal sealed class ResourceServiceOptions
{
    /// <summary>Its address; null when there is none, and only telemetry is shown.</summary>
    public Uri? Url { get; set; }

    /// <summary>The key that it wants.</summary>
    public string? ApiKey { get; set; }
}
