using Velro.LocalAspire.Dashboard.Contract;

namespace Velro.LocalAspire.Dashboard.Components.Parts;

/// <summary>
/// Places resources in columns: each stands right of all that it needs. Replicas are one box, as the application knows them.
/// </summary>
internal sealed class GraphLayout
{
    public const int BoxWidth = 190;
    public const int BoxHeight = 64;

    private const int ColumnDistance = 90;
    private const int RowDistance = 24;
    private const int Margin = 16;

    private GraphLayout(IReadOnlyList<GraphBox> boxes, IReadOnlyList<GraphLine> lines) => (Boxes, Lines) = (boxes, lines);

    public IReadOnlyList<GraphBox> Boxes { get; }

    public IReadOnlyList<GraphLine> Lines { get; }

    public int Width => Boxes.Count == 0 ? 0 : Boxes.Max(box => box.X) + BoxWidth + Margin;

    public int Height => Boxes.Count == 0 ? 0 : Boxes.Max(box => box.Y) + BoxHeight + Margin;

    public static GraphLayout Of(IReadOnlyList<ResourceState> resources)
    {
        var groups = resources.GroupBy(resource => resource.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.ToList(), StringComparer.OrdinalIgnoreCase);
        var needs = groups.ToDictionary(
            group => group.Key,
            group => group.Value[0].Relations.Select(relation => relation.Name).Where(groups.ContainsKey)
                .Where(name => !string.Equals(name, group.Key, StringComparison.OrdinalIgnoreCase))
                .Distinct(StringComparer.OrdinalIgnoreCase).ToList(),
            StringComparer.OrdinalIgnoreCase);

        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in groups.Keys.Order(StringComparer.OrdinalIgnoreCase)) ColumnOf(name, []);

        var boxes = new Dictionary<string, GraphBox>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in columns.GroupBy(column => column.Value).OrderBy(column => column.Key))
        {
            // Near what it needs, lines cross less.
            var free = Margin;
            var names = column.Select(entry => entry.Key).OrderBy(MiddleOfNeeds).ThenBy(name => name, StringComparer.OrdinalIgnoreCase);
            foreach (var name in names)
            {
                var y = Math.Max(free, (int)MiddleOfNeeds(name));
                boxes[name] = new GraphBox(name, groups[name], Margin + (column.Key * (BoxWidth + ColumnDistance)), y);
                free = y + BoxHeight + RowDistance;
            }
        }

        return new GraphLayout(
            [.. boxes.Values],
            [.. needs.SelectMany(need => need.Value.Select(other => new GraphLine(boxes[need.Key], boxes[other])))]);

        double MiddleOfNeeds(string name) =>
            needs[name].Where(boxes.ContainsKey).Select(other => (double)boxes[other].Y).DefaultIfEmpty(0).Average();

        int ColumnOf(string name, HashSet<string> path)
        {
            if (columns.TryGetValue(name, out var known)) return known;
            // A circle of references has no beginning: it is cut where it was entered.
            if (!path.Add(name)) return 0;
            var column = needs[name].Count == 0 ? 0 : needs[name].Max(other => ColumnOf(other, path)) + 1;
            path.Remove(name);
            return columns[name] = column;
        }
    }
}

/// <summary>A resource of the graph with its replicas.</summary>
internal sealed record GraphBox(string Name, IReadOnlyList<ResourceState> Replicas, int X, int Y);

/// <summary>What needs something, and that.</summary>
internal sealed record GraphLine(GraphBox From, GraphBox To);
