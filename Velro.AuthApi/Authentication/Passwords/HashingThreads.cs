using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace Velro.AuthApi.Authentication.Passwords;

/// <summary>
/// The few threads on which passwords are hashed. A hash takes a processor for tens of milliseconds: on the thread pool's threads, or on more
/// than these, sign-ins would keep checks waiting; and so they have a low priority.
/// </summary>
internal sealed class HashingThreads : IDisposable
{
    private readonly BlockingCollection<Action> _waiting;
    private readonly Thread[] _threads;

    public HashingThreads(IOptions<PasswordOptions> options)
    {
        _waiting = new BlockingCollection<Action>(options.Value.QueueLength);
        _threads = [.. Enumerable.Range(1, options.Value.Parallelism).Select(StartThread)];
    }

    /// <summary>Tells how long something waited for its turn.</summary>
    public event Action<TimeSpan>? Waited;

    /// <summary>Tells how long something took once it was its turn: the time in which the processor was others' is in it.</summary>
    public event Action<TimeSpan>? Hashed;

    /// <summary>How many wait.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Runs <paramref name="work"/> when it is its turn.</summary>
    /// <exception cref="HashingBusyException">Too many wait already.</exception>
    public Task<TResult> RunAsync<TResult>(Func<TResult> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var since = Stopwatch.GetTimestamp();
        return _waiting.TryAdd(() =>
        {
            var began = Stopwatch.GetTimestamp();
            Waited?.Invoke(Stopwatch.GetElapsedTime(since, began));
            if (Run(work, done, cancellation)) Hashed?.Invoke(Stopwatch.GetElapsedTime(began));
        }) ? done.Task : throw new HashingBusyException();
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        foreach (var thread in _threads) thread.Join();
        _waiting.Dispose();
    }

    /// <summary>False: it was not worked.</summary>
    private static bool Run<TResult>(Func<TResult> work, TaskCompletionSource<TResult> done, CancellationToken cancellation)
    {
        // Who has gone meanwhile is not worked for.
        if (cancellation.IsCancellationRequested)
        {
            done.SetCanceled(cancellation);
            return false;
        }

        try
        {
            done.SetResult(work());
        }
        catch (Exception exception)
        {
            done.SetException(exception);
        }

        return true;
    }

    private Thread StartThread(int number)
    {
        var thread = new Thread(Work) { Name = $"Passwords {number}", IsBackground = true };
        thread.Start();
        return thread;
    }

    private void Work()
    {
        LowPriority.Take();
        foreach (var work in _waiting.GetConsumingEnumerable()) work();
    }
}
