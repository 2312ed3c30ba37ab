using System.Collections.Immutable;
using System.Net;
using Velro.AuthApi.Management;
using Velro.AuthApi.Problems;
using Velro.Authorization.Callers;
using Velro.Authorization.Contexts;
using Velro.Data.ServiceKeys;

namespace Velro.AuthApi.ServiceKeys;

/// <summary>
/// What a key that this caller makes may be limited to at most: to what the caller itself is (RIGHTS.md A1), in each respect, and for a
/// person who signed in to what people may use (A3). A person's session has an end that is not theirs; a key may have one, and all that come
/// from it, by way of a client too.
/// </summary>
internal sealed class KeyBounds
{
    private readonly Caller _caller;
    private readonly ServiceKeyContext? _key;

    /// <param name="caller">Who makes the key.</param>
    /// <param name="key">The key that the caller presents; null: a token.</param>
    /// <param name="end">When the standing session of a client ends; null: never, or it is none.</param>
    internal KeyBounds(Caller caller, ServiceKeyContext? key, DateTimeOffset? end = null) => (_caller, _key, End) = (caller, key, key?.ExpiresAt ?? end);

    /// <summary>When the caller's own key, or a client's standing session, ends; null: never, or it is a person.</summary>
    public DateTimeOffset? End { get; }

    private ImmutableArray<IPNetwork> Networks => _key?.Networks ?? [];

    /// <summary>The bounds of who asks.</summary>
    public static async Task<KeyBounds> OfCallerAsync(Exchange exchange)
    {
        var caller = exchange.Caller;
        switch (caller.Kind)
        {
            case CallerKind.ServiceKey:
                var key = await exchange.Transaction.FindAsync<ServiceKeyContext>(ContextKey.ServiceKey(caller.CredentialId));
                return new KeyBounds(caller, key);
            case CallerKind.Client:
                var session = await exchange.Transaction.FindAsync<SessionContext>(ContextKey.Session(caller.CredentialId));
                return new KeyBounds(caller, key: null, session?.ExpiresAt);
            default:
                return new KeyBounds(caller, key: null);
        }
    }

    /// <summary>What a request for a new key comes to: what it leaves out is as the caller's own.</summary>
    /// <exception cref="ProblemException">It asks for more than the caller has, or for an end that is past.</exception>
    public ServiceKeyLimits Of(CreateServiceKey request, DateTimeOffset now)
    {
        if (request.ExpiresAt is { } end && end <= now) throw new ProblemException(Past);
        var limits = new ServiceKeyLimits(
            request.Scopes,
            request.Networks ?? Networks,
            request.ExpiresAt ?? End,
            request.EvaluationsPerSecond ?? _key?.EvaluationsPerSecond);
        Require(limits);
        return limits;
    }

    /// <summary>Refuses limits that are wider than the caller's own.</summary>
    /// <exception cref="ProblemException">They are; it names in what.</exception>
    public void Require(ServiceKeyLimits limits)
    {
        var errors = new Dictionary<string, string[]>();
        var scopes = limits.Scopes.Where(scope => !MayGive(scope));
        Note("scopes", scopes.Select(static scope => $"'{scope}' is not a scope that you may use."));
        Note("networks", limits.Networks.IsEmpty && !Networks.IsEmpty
            ? ["From everywhere is more than from where you may come."]
            : KeyNetworks.Beyond(limits.Networks, Networks).Select(static network => $"{network} is not within one of your own."));
        if (End is { } end && (limits.ExpiresAt is not { } wanted || wanted > end))
            Note("expiresAt", ["It is after your own end."]);
        if (_key?.EvaluationsPerSecond is { } rate && (limits.EvaluationsPerSecond is not { } asked || asked > rate))
            Note("evaluationsPerSecond", [$"You have {rate} yourself."]);
        if (errors.Count > 0) throw new ProblemException(ServiceKeyProblems.AboveOwn(errors));

        void Note(string field, IEnumerable<string> messages)
        {
            if (messages.ToArray() is { Length: > 0 } all) errors[field] = all;
        }
    }

    private static Problem Past { get; } = Problem.Invalid("request.invalid", "The key would have ended before it began.") with
    {
        Errors = new Dictionary<string, string[]> { ["expiresAt"] = ["It is not in the future."] },
    };

    private bool MayGive(string scope) => _caller.Has(scope) && (_caller.Kind != CallerKind.Person || Scopes.OfPeople.Contains(scope));
}
