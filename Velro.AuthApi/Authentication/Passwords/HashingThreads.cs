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
    private readonly List<Thread> _threads = [];
    private readonly Lock _adjusting = new();
    private readonly SemaphoreSlim _turns;
    private int _parallelism;

    /// <summary>Turns that are to be taken away when they come back.</summary>
    private int _surplus;

    private bool _isDisposed;

    public HashingThreads(IOptions<PasswordOptions> options)
    {
        _waiting = new BlockingCollection<Action>(options.Value.QueueLength);
        _turns = new SemaphoreSlim(0);
        MaximumParallelism = Math.Max(options.Value.Parallelism, options.Value.MaximumParallelism);
        Parallelism = options.Value.Parallelism;
    }

    /// <summary>How many are hashed at once at most, whatever <see cref="Parallelism"/> is set to.</summary>
    public int MaximumParallelism { get; }

    /// <summary>How many are hashed at once: from 1 to <see cref="MaximumParallelism"/>. What is at work, or ready for it, when it falls does one more.</summary>
    public int Parallelism
    {
        get => Volatile.Read(ref _parallelism);
        set
        {
            lock (_adjusting)
            {
                var next = Math.Clamp(value, 1, MaximumParallelism);
                var more = next - _parallelism;
                Volatile.Write(ref _parallelism, next);
                if (_isDisposed) return;
                while (_threads.Count < next) _threads.Add(StartThread(_threads.Count + 1));
                if (more < 0) _surplus -= more;
                for (; more > 0 && _surplus > 0; more--) _surplus--;
                if (more > 0) _turns.Release(more);
            }
        }
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
        Thread[] threads;
        lock (_adjusting)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _waiting.CompleteAdding();
            threads = [.. _threads];
            _turns.Release(threads.Length);
        }

        foreach (var thread in threads) thread.Join();
        _waiting.Dispose();
        _turns.Dispose();
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
        while (true)
        {
            _turns.Wait();
            if (!_waiting.TryTake(out var work, Timeout.Infinite))
            {
                // The others are to see the end too.
                _turns.Release();
                return;
            }

            work();
            GiveTurnBack();
        }
    }

    private void GiveTurnBack()
    {
        lock (_adjusting)
        {
            if (_surplus > 0 && !_isDisposed) _surplus--;
            else _turns.Release();
        }
    }
}
