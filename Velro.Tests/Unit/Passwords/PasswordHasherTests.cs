using System.Diagnostics;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Velro.AuthApi.Authentication.Passwords;

namespace Velro.Tests.Unit.Passwords;

/// <summary>How passwords are hashed, and that hashing keeps to its threads.</summary>
public sealed class PasswordHasherTests
{
    private static readonly PasswordOptions Cheap = new() { MemoryKibibytes = 7168, Passes = 1, Parallelism = 1, QueueLength = 2 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The form is the PHC string format, and the cost is the one of the OWASP Password Storage Cheat Sheet.</summary>
    [Fact]
    public void A_hash_says_how_it_was_made()
    {
        var hash = Argon2idHash.Make("correct battery staple", new PasswordOptions());

        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", hash, StringComparison.Ordinal);
        Assert.True(Argon2idHash.Matches("correct battery staple", hash));
        Assert.False(Argon2idHash.Matches("correct battery staples", hash));
        Assert.NotEqual(hash, Argon2idHash.Make("correct battery staple", new PasswordOptions()));
    }

    /// <summary>A known answer of the reference implementation: other programs agree.</summary>
    [Fact]
    public void Hashes_of_other_programs_are_read()
    {
        // echo -n password | argon2 somesaltsomesalt -id -t 2 -k 19456 -p 1 -l 32 -e
        const string hash = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";

        Assert.True(Argon2idHash.Matches("password", hash));
        Assert.False(Argon2idHash.Matches("Password", hash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$argon2i$v=19$m=7168,t=1,p=1$AAAA$AAAA")]
    [InlineData("$argon2id$v=16$m=7168,t=1,p=1$AAAA$AAAA")]
    [InlineData("$argon2id$v=19$m=7168,t=1,p=2$AAAA$AAAA")]
    [InlineData("$argon2id$v=19$m=x,t=1,p=1$AAAA$AAAA")]
    public void What_is_no_such_hash_is_refused(string text) =>
        Assert.Throws<FormatException>(() => Argon2idHash.Matches("password", text));

    [Fact]
    public async Task A_cheaper_hash_is_made_anew_when_its_password_is_right()
    {
        var protection = new EphemeralDataProtectionProvider();
        using var threads = new HashingThreads(Options.Create(Cheap));
        var old = await new PasswordHasher(threads, Options.Create(Cheap), protection).HashAsync("correct battery staple", Cancellation);
        var dearer = new PasswordHasher(
            threads, Options.Create(new PasswordOptions { MemoryKibibytes = 8192, Passes = 1 }), protection);

        var verdict = await dearer.TryAsync("correct battery staple", old, Cancellation);

        Assert.True(verdict.IsRight);
        Assert.NotNull(verdict.NewHash);
        Assert.Null((await dearer.TryAsync("correct battery staple", verdict.NewHash, Cancellation)).NewHash);
        Assert.Null((await dearer.TryAsync("wrong", old, Cancellation)).NewHash);
    }

    /// <summary>
    /// The time of one is held against that of the other in the same run: without a hash nothing would be left of it but thousandths.
    /// </summary>
    [Fact]
    public async Task Without_a_hash_every_password_is_wrong_and_costs_as_much()
    {
        using var threads = new HashingThreads(Options.Create(Cheap));
        var hasher = new PasswordHasher(threads, Options.Create(Cheap), new EphemeralDataProtectionProvider());
        var stored = await hasher.HashAsync("correct battery staple", Cancellation);
        Assert.True((await hasher.TryAsync("correct battery staple", stored, Cancellation)).IsRight);
        var (known, unknown) = (TimeSpan.Zero, TimeSpan.Zero);

        for (var i = 0; i < 10; i++)
        {
            known += await TimeOfAsync(stored);
            unknown += await TimeOfAsync(hash: null);
        }

        Assert.InRange(unknown / known, 0.4, 2.5);

        async Task<TimeSpan> TimeOfAsync(string? hash)
        {
            var start = Stopwatch.GetTimestamp();
            Assert.False((await hasher.TryAsync("wrong", hash, Cancellation)).IsRight);
            return Stopwatch.GetElapsedTime(start);
        }
    }

    /// <summary>Where there is one processor for both, checks go first; without that, a storm of sign-ins would be felt by all.</summary>
    [Fact]
    public async Task Hashing_lets_other_threads_go_first()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the runtime sets the priority.");
        using var threads = new HashingThreads(Options.Create(Cheap));

        var own = Niceness();
        Assert.Equal(Math.Min(own + 10, 19), await threads.RunAsync(Niceness, Cancellation));
        Assert.Equal(own, Niceness());

        // The 19th field, counted from after the name, which may have spaces (proc(5)).
        static int Niceness() => int.Parse(
            File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Who_comes_when_too_many_wait_is_told_so_at_once()
    {
        using var threads = new HashingThreads(Options.Create(Cheap));
        using var gate = new ManualResetEventSlim();
        var running = new TaskCompletionSource();
        var first = threads.RunAsync(
            () =>
            {
                running.SetResult();
                return Task.FromResult(gate.Wait(TimeSpan.FromMinutes(1)));
            },
            Cancellation);
        await running.Task;
        Task<bool>[] waiting = [threads.RunAsync(static () => true, Cancellation), threads.RunAsync(static () => true, Cancellation)];

        Assert.Throws<HashingBusyException>(() => { _ = threads.RunAsync(static () => true, Cancellation); });

        gate.Set();
        Assert.All(await Task.WhenAll(waiting), Assert.True);
        await first;
    }

    [Fact]
    public async Task No_more_are_hashed_at_once_than_there_are_threads_for()
    {
        using var threads = new HashingThreads(Options.Create(new PasswordOptions { Parallelism = 2, QueueLength = 100 }));
        var (atOnce, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => threads.RunAsync(
            () =>
            {
                var now = Interlocked.Increment(ref atOnce);
                InterlockedMaximum(ref most, now);
                Thread.SpinWait(10_000);
                return Interlocked.Decrement(ref atOnce);
            },
            Cancellation)));

        Assert.InRange(most, 1, 2);
    }

    private static void InterlockedMaximum(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
        }
    }
}
