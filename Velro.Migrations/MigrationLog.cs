using Microsoft.Extensions.Logging;

namespace Velro.Migrations;

/// <summary>The last word of a run that failed.</summary>
internal static partial class MigrationLog
{
    [LoggerMessage(10, LogLevel.Critical, "The migrations have failed. {Reason}")]
    public static partial void Failed(ILogger logger, string reason, Exception? exception);
}
