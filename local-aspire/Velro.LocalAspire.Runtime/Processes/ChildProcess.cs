using System.Diagnostics;

namespace Velro.LocalAspire.Processes;

/// <summary>A running process and its end.</summary>
public sealed class ChildProcess
{
    // Descendants that keep the output open after the program's end must not keep its end from being seen.
    private static readonly TimeSpan LastOutputGrace = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly TimeProvider _time;
    private readonly Task _output;
    private volatile bool _stopping;

    internal ChildProcess(
        ProcessSpec spec, Process process, int leader, Action<OutputLine> onOutput, Action<int> onEnd, TimeProvider time)
    {
        _spec = spec;
        _process = process;
        _time = time;
        Id = leader;
        StartedAt = time.GetUtcNow();
        _output = Task.WhenAll(
            Follow(process.StandardOutput, isError: false, onOutput),
            Follow(process.StandardError, isError: true, onOutput));
        Exited = EndAsync(onEnd);
    }

    /// <summary>Its process id, and that of the process group that it leads.</summary>
    public int Id { get; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Completes with the exit code (128 + n after signal n) when it ended and its output has been handed over; never fails.</summary>
    public Task<int> Exited { get; }

    /// <summary>Whether its end was asked for.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Asks it to end, kills it after the grace, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        _stopping = true;
        if (!Exited.IsCompleted) Signals.SendToGroup(Id, _spec.StopSignal);
        var grace = Task.Delay(_spec.StopGrace, _time);
        if (await Task.WhenAny(Exited, grace) == grace) Kill();
        return await Exited;
    }

    /// <summary>Kills it and what it started in its process group, at once.</summary>
    public void Kill() => Signals.SendToGroup(Id, Signal.Kill);

    private async Task<int> EndAsync(Action<int> onEnd)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.Exited += (_, _) => ended.TrySetResult();
        // Raises the event also for a process that has ended by now.
        _process.EnableRaisingEvents = true;
        await ended.Task;
        // What the program itself started and left in its group (a wrapper's server, say) ends with it; in a clean stop cleanly.
        if (_stopping) await GroupEndedAsync();
        Signals.SendToGroup(Id, Signal.Kill);
        onEnd(Id);
        await Task.WhenAny(_output, Task.Delay(LastOutputGrace, _time));
        return _process.ExitCode;
    }

    private async Task GroupEndedAsync()
    {
        var begin = _time.GetTimestamp();
        while (Signals.SendToGroup(Id, Signal.None) && _time.GetElapsedTime(begin) < _spec.StopGrace)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time);
        }
    }

    // Threads of their own: a pipe is read by blocking, and a handful of silent processes would starve the thread pool.
    private static Task Follow(StreamReader reader, bool isError, Action<OutputLine> onOutput)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Read, maxStackSize: 256 * 1024) { IsBackground = true, Name = "process output" }.Start();
        return done.Task;

        void Read()
        {
            while (Next() is { } line) onOutput(new OutputLine(line, isError));
            done.TrySetResult();
        }

        string? Next()
        {
            try
            {
                return reader.ReadLine();
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // The pipe broke; there is nothing more to read.
                return null;
            }
        }
    }
}
