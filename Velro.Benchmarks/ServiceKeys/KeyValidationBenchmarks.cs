using BenchmarkDotNet.Attributes;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Benchmarks.Caching;
using Velro.Caching.Evaluations;
using Velro.Data.ServiceKeys;

namespace Velro.Benchmarks.ServiceKeys;

/// <summary>
/// From the text of a service key to its caller, everything warm: checksum, keyed hash, the key and its owner at one revision. What must
/// hold: under 5 µs. And what a mistyped key costs, which is refused by its checksum.
/// </summary>
[MemoryDiagnoser]
public class KeyValidationBenchmarks : IDisposable
{
    private readonly IdleNode _node = new();
    private readonly ServiceKeyHasher _hasher;
    private readonly string _text;
    private readonly string _mistyped;

    /// <summary>Brings the key and its owner into the caches.</summary>
    public KeyValidationBenchmarks()
    {
        _hasher = new ServiceKeyHasher(_node.MasterKey);
        var key = ServiceKeyText.Make();
        _text = key.Text;
        _mistyped = key.Text[..30] + (key.Text[30] == 'x' ? 'y' : 'x') + key.Text[31..];
        _node.Keep(
            ContextKey.ServiceKey(key.Id),
            new ServiceKeyContext(
                key.Id, "owner", [.. _hasher.Hash(key.Text)], [Scopes.Check, Scopes.Search], ExpiresAt: null, IsRevoked: false));
        _node.Keep(ContextKey.User("owner"), new UserContext("owner", AccountState.Active, false, []));
    }

    /// <summary>All of it.</summary>
    [Benchmark(Baseline = true)]
    public Caller Validate()
    {
        if (!ServiceKeyText.TryReadId(_text, out var id)) throw new InvalidOperationException("It is no key.");
        var question = new KeyQuestion(new PresentedKey(id.ToString(), _hasher.Hash(_text)));
        var asked = _node.Evaluator.AskAsync<KeyQuestion, Caller?>(question, Consistency.MinimizeLatency, CancellationToken.None);
        return asked.IsCompletedSuccessfully && asked.GetAwaiter().GetResult().Answer is { } caller
            ? caller
            : throw new InvalidOperationException("It is not warm.");
    }

    /// <summary>The keyed hash alone.</summary>
    [Benchmark]
    public byte[] Hash() => _hasher.Hash(_text);

    /// <summary>The checksum alone, of a key that was mistyped.</summary>
    [Benchmark]
    public bool RefuseMistyped() => ServiceKeyText.TryReadId(_mistyped, out _);

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.Dispose();
        GC.SuppressFinalize(this);
    }

    private readonly struct KeyQuestion(PresentedCredential presented) : IQuestion<Caller?>
    {
        public bool TryAnswer<TSource>(ref TSource source, DateTimeOffset now, out Caller? answer) where TSource : IContextSource =>
            CallerRules.TryIdentify(presented, ref source, now, out answer);
    }
}
