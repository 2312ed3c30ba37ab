using System.Buffers;
using System.Runtime.InteropServices;
using Velro.Authorization.Contexts;
using Velro.Authorization.Roles;
using Velro.Caching;
using Velro.Caching.Clock;
using Velro.Caching.Entries;

namespace Velro.Tests.Unit.Caching;

/// <summary>The limit of the local tier is one of memory, so what entries count as must not be less than they take, nor much more.</summary>
public sealed class EntryWeightTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1000)]
    public void An_entry_counts_as_what_it_takes_or_a_little_more(int grants)
    {
        Build(grants);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var project = Build(grants);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        var payload = new ArrayBufferWriter<byte>();
        new ContextEntrySerializer(new CacheMetrics(new TestMeterFactory()))
            .Serialize(new ContextEntry(ContextKey.Project(project.Id), new Stamp(1, 2), project), payload);
        Assert.InRange(EntryWeight.Of(project), taken, 1000 + (taken * 1.1));
        Assert.InRange(EntryWeight.OfPayload(payload.WrittenCount), taken, 1200 + (taken * 1.25));
    }

    /// <summary>Makes a project, and nothing that is not part of it.</summary>
    private static ProjectContext Build(int count)
    {
        var grants = new Grant[count];
        for (var i = 0; i < count; i++) grants[i] = new Grant(GranteeKind.User, Id(i), Role.Viewer, null);
        return new ProjectContext(Id(1), Id(2), Visibility.Private, ImmutableCollectionsMarshal.AsImmutableArray(grants), []);
    }

    /// <summary>An id as long as the server's.</summary>
    private static string Id(int number) => string.Create(36, number, static (text, value) =>
    {
        text.Fill('-');
        value.TryFormat(text, out _);
    });
}
