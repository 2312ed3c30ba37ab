using System.Globalization;

namespace Velro.Cli.Top;

/// <summary>
/// Makes rates of counts. Of each node it keeps the last two things that it said which differ in time: nodes speak every few seconds, and what one
/// says twice is no standstill. One that began anew counts from zero, and has no rate until it spoke again.
/// </summary>
internal sealed class TopHistory
{
    private const string Api = "authapi";

    private readonly Dictionary<string, (NodeLook? Before, NodeLook Now)> _nodes = [];
    private readonly Dictionary<string, (NodeCacheLook? Before, NodeCacheLook Now)> _caches = [];

    /// <summary>The figures after another look.</summary>
    public TopFigures Add(Look look)
    {
        foreach (var node in look.Nodes.Items)
        {
            if (!_nodes.TryGetValue(node.Node, out var kept) || kept.Now.StartedAt != node.StartedAt) _nodes[node.Node] = (null, node);
            else if (kept.Now.At < node.At) _nodes[node.Node] = (kept.Now, node);
        }

        foreach (var cache in look.Caches.Items)
        {
            if (!_caches.TryGetValue(cache.Node, out var kept) || kept.Now.Cache.Reads is var old && Sum(old) > Sum(cache.Cache.Reads)) _caches[cache.Node] = (null, cache);
            else if (kept.Now.At < cache.At) _caches[cache.Node] = (kept.Now, cache);
        }

        foreach (var gone in _nodes.Keys.Except(look.Nodes.Items.Select(static node => node.Node)).ToArray())
        {
            _nodes.Remove(gone);
            _caches.Remove(gone);
        }

        var at = look.Nodes.Items.Select(static node => node.At).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();
        var operations = Operations(look.Nodes.DurationBounds);
        var isKnown = Windows().Any();
        return new TopFigures(
            at,
            isKnown ? operations.Sum(static one => one.PerSecond) : null,
            isKnown ? operations.Sum(static one => one.ErrorsPerSecond) : null,
            [.. look.Nodes.Items.Select(node => Node(node, look.Feed, at))],
            operations,
            Cache(look.Caches),
            Decisions(),
            [
                .. look.Pools.Items.Where(static pool => pool.Process == Api)
                    .Select(static pool => new PoolFigures(pool.Node, pool.Pool, pool.Limit, pool.Busy, pool.Idle, pool.Waiting, pool.Timeouts, pool.Gate)),
            ],
            new FeedFigures(look.Feed.Items.Max(static node => node.AgeSeconds), look.Feed.Changes, look.Feed.Marks.Values.Sum()),
            [.. Alerts(look)],
            [
                .. look.Nodes.Items.SelectMany(static node => node.Adapted.Where(static one => one.Actions > 0).Select(one => (node.Node, One: one)))
                    .OrderByDescending(static moved => moved.One.MovedAt).Take(5)
                    .Select(static moved => string.Create(
                        CultureInfo.InvariantCulture,
                        $"{moved.Node}: {moved.One.Knob} is {TopText.Digits(moved.One.Value)} {moved.One.Unit} ({moved.One.Why})")),
            ]);
    }

    private static double Sum(ReadsLook reads) => reads.L0 + reads.L1 + reads.L2 + reads.L3;

    /// <summary>The nodes of the API that can be said something of, and in how many seconds it was.</summary>
    private IEnumerable<(NodeLook Before, NodeLook Now, double Seconds)> Windows() => _nodes.Values
        .Where(static node => node.Before is not null && node.Now.Process == Api)
        .Select(static node => (node.Before!, node.Now, (node.Now.At - node.Before!.At).TotalSeconds));

    private OperationFigures[] Operations(double[] bounds)
    {
        var sums = new Dictionary<string, (double Rate, double Errors, long[] Durations)>();
        foreach (var (before, now, seconds) in Windows())
        {
            var old = before.Operations.ToDictionary(static operation => operation.Operation);
            foreach (var operation in now.Operations)
            {
                var was = old.GetValueOrDefault(operation.Operation);
                var count = operation.Requests - (was?.Requests ?? 0);
                if (count <= 0) continue;

                var sum = sums.TryGetValue(operation.Operation, out var known) ? known : (0, 0, new long[bounds.Length + 1]);
                for (var i = 0; i < sum.Durations.Length && i < operation.Durations.Length; i++)
                    sum.Durations[i] += operation.Durations[i] - (was is null ? 0 : was.Durations[i]);
                sums[operation.Operation] = (sum.Rate + (count / seconds), sum.Errors + ((operation.Errors - (was?.Errors ?? 0)) / seconds), sum.Durations);
            }
        }

        return
        [
            .. sums.OrderByDescending(static one => one.Value.Rate).ThenBy(static one => one.Key, StringComparer.Ordinal).Select(one => new OperationFigures(
                one.Key, one.Value.Rate, one.Value.Errors, Quantile(bounds, one.Value.Durations, 0.5), Quantile(bounds, one.Value.Durations, 0.95),
                Quantile(bounds, one.Value.Durations, 0.99))),
        ];
    }

    /// <summary>Between bounds in proportion; of what took longer than all of them, the last bound is all that is known.</summary>
    private static double? Quantile(double[] bounds, long[] counts, double share)
    {
        var (all, seen) = (counts.Sum(), 0L);
        if (all == 0) return null;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (counts[i] > 0 && seen + counts[i] >= share * all)
            {
                var from = i == 0 ? 0 : bounds[i - 1];
                return from + ((bounds[i] - from) * ((share * all) - seen) / counts[i]);
            }

            seen += counts[i];
        }

        return bounds[^1];
    }

    private NodeFigures Node(NodeLook node, FeedLook feed, DateTimeOffset at)
    {
        var (before, now) = _nodes[node.Node];
        var seconds = before is null ? 0 : (now.At - before.At).TotalSeconds;
        return new NodeFigures(
            node.Node, node.Process, (node.At - node.StartedAt).TotalSeconds, (at - node.At).TotalSeconds,
            seconds > 0 ? (Requests(now) - Requests(before!)) / seconds : null,
            seconds > 0 && node.Processors > 0 ? Math.Clamp((now.CpuSeconds - before!.CpuSeconds) / (seconds * node.Processors), 0, 1) : null,
            node.MemoryBytes, node.MemoryLimitBytes, node.ClockMode, feed.Items.FirstOrDefault(one => one.Node == node.Node)?.AgeSeconds);

        static long Requests(NodeLook one) => one.Operations.Sum(static operation => operation.Requests);
    }

    private CacheFigures Cache(CachesLook look)
    {
        var (rate, own, shared, database) = (0.0, 0.0, 0.0, 0.0);
        foreach (var (before, now) in _caches.Values.Where(static cache => cache.Before is not null && cache.Now.Process == Api))
        {
            var (old, reads, seconds) = (before!.Cache.Reads, now.Cache.Reads, (now.At - before.At).TotalSeconds);
            own += reads.L0 + reads.L1 - old.L0 - old.L1;
            shared += reads.L2 - old.L2;
            database += reads.L3 - old.L3;
            rate += (Sum(reads) - Sum(old)) / seconds;
        }

        var isKnown = _caches.Values.Any(static cache => cache.Before is not null && cache.Now.Process == Api);
        return new CacheFigures(
            isKnown ? rate : null,
            own + shared + database > 0 ? own / (own + shared + database) : null,
            shared + database > 0 ? shared / (shared + database) : null,
            look.Items.Where(static cache => cache.Process == Api).Sum(static cache => cache.Cache.Shared.LeftAloneBy));
    }

    private DecisionFigures Decisions()
    {
        (NodeLook Before, NodeLook Now, double Seconds)[] counted = [.. Windows().Where(static window => window.Now.Decisions is not null)];
        var reasons = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (before, now, seconds) in counted)
        {
            foreach (var (reason, count) in now.Denials ?? [])
            {
                var rate = (count - (before.Denials?.GetValueOrDefault(reason) ?? 0)) / seconds;
                if (rate > 0) reasons[reason] = reasons.GetValueOrDefault(reason) + rate;
            }
        }

        return new DecisionFigures(Rate("permitted"), Rate("denied"), reasons);

        double? Rate(string decision) => counted.Length == 0 ? null : counted.Sum(window =>
            (window.Now.Decisions!.GetValueOrDefault(decision) - (window.Before.Decisions?.GetValueOrDefault(decision) ?? 0)) / window.Seconds);
    }

    private static IEnumerable<string> Alerts(Look look)
    {
        foreach (var node in look.Nodes.Items)
        {
            if (node.ClockMode is { } mode and not "Current") yield return $"{node.Node}: answers are not current, the clock is {mode}.";
            foreach (var ahead in node.Ahead.Where(static ahead => ahead.IsWarning))
            {
                yield return ahead.ExhaustionSeconds is { } left
                    ? $"{node.Node}: if it goes on so, {ahead.Quantity} reaches its limit in {TopText.Span(left)}."
                    : $"{node.Node}: {ahead.Quantity} nears its limit.";
            }
        }

        foreach (var cache in look.Caches.Items)
        {
            if (cache.Cache.Shared.LeftAloneBy > 0) yield return $"{cache.Node}: Redis does not answer and is left alone.";
            if (cache.Cache.Shared.Forged > 0) yield return $"{cache.Node}: {TopText.Digits(cache.Cache.Shared.Forged)} payloads of Redis were written by somebody else.";
        }

        foreach (var pool in look.Pools.Items.Where(static pool => pool.Waiting > 0))
            yield return $"{pool.Node}: {TopText.Digits(pool.Waiting!.Value)} wait for a connection of {pool.Pool}.";
    }
}
