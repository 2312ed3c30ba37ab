using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Velro.Tests.Contract.Fuzzing;

/// <summary>Keeps what an API logs as an error or with an exception. That its shared cache is away is known, and left out.</summary>
internal sealed class ExceptionLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _entries = new();

    public IReadOnlyCollection<string> Entries => _entries;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ExceptionLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is null && logLevel < LogLevel.Error) return;
            if (category.StartsWith("Velro.Caching.Tiers.", StringComparison.Ordinal)) return;
            if (category.StartsWith("StackExchange.Redis", StringComparison.Ordinal)) return;
            log._entries.Enqueue($"{category} {logLevel}: {formatter(state, exception)} {exception}");
        }
    }
}
