using System.Buffers;
using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Velro.Authorization.Contexts;
using Velro.Authorization.Roles;
using Velro.Benchmarks.Decisions;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Entries;

namespace Velro.Benchmarks.Caching;

/// <summary>The form that contexts have in the shared cache: a user in 5 teams, and a project with as many grants as the parameter says.</summary>
[MemoryDiagnoser]
public class PayloadBenchmarks : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ArrayBufferWriter<byte> _target = new();
    private ContextEntrySerializer _serializer = null!;
    private ContextEntry _user = null!;
    private ContextEntry _project = null!;
    private byte[] _userBytes = [];
    private byte[] _projectBytes = [];

    /// <summary>How many grants the project has.</summary>
    [Params(3, 1_000)]
    public int Grants { get; set; }

    /// <summary>Makes the contexts.</summary>
    [GlobalSetup]
    public void Make()
    {
        _serializer = new ContextEntrySerializer(new CacheMetrics(_services.GetRequiredService<IMeterFactory>()));
        Membership[] memberships = [.. Enumerable.Range(0, 5).Select(static i => new Membership(Worlds.Id("team", i), Role.Contributor, null))];
        Grant[] grants = [.. Enumerable.Range(0, Grants).Select(static i => new Grant(GranteeKind.User, Worlds.Id("user", i), Role.Editor, null))];
        _user = Entry(ContextKey.User(Worlds.Id("user", 0)), new UserContext(Worlds.Id("user", 0), AccountState.Active, false, [.. memberships]));
        _project = Entry(
            ContextKey.Project(Worlds.Id("project", 0)),
            new ProjectContext(Worlds.Id("project", 0), Worlds.Id("user", 9), Visibility.Private, [.. grants], []));
        _userBytes = Bytes(_user);
        _projectBytes = Bytes(_project);
    }

    /// <summary>A user to bytes.</summary>
    [Benchmark]
    public int WriteUser() => Write(_user);

    /// <summary>Bytes to a user.</summary>
    [Benchmark]
    public object? ReadUser() => _serializer.Deserialize(new ReadOnlySequence<byte>(_userBytes));

    /// <summary>A project to bytes.</summary>
    [Benchmark]
    public int WriteProject() => Write(_project);

    /// <summary>Bytes to a project.</summary>
    [Benchmark]
    public object? ReadProject() => _serializer.Deserialize(new ReadOnlySequence<byte>(_projectBytes));

    /// <inheritdoc/>
    public void Dispose()
    {
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    private static ContextEntry Entry(ContextKey key, Context content) => new(key, new Stamp(1, 2), content);

    private int Write(ContextEntry entry)
    {
        _target.ResetWrittenCount();
        _serializer.Serialize(entry, _target);
        return _target.WrittenCount;
    }

    private byte[] Bytes(ContextEntry entry)
    {
        Write(entry);
        return _target.WrittenSpan.ToArray();
    }
}
