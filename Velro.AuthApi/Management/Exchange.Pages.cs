using System.Globalization;
using Velro.AuthApi.Problems;
using Velro.Authorization.Entities;

namespace Velro.AuthApi.Management;

/// <summary>Lists, page by page in the order of their keys (API.md, "Lists").</summary>
internal sealed partial class Exchange
{
    private const int DefaultLimit = 50;
    private const int MaximumLimit = 200;

    /// <summary>
    /// How many times a page looks further when the engine hides what it found; then it is short, and its cursor goes on.
    /// </summary>
    private const int MaximumRounds = 8;

    /// <summary>Answers a page of rows that the caller may see all of.</summary>
    public Task<Answer> PageAsync<TRow>(
        Func<string, int, Task<List<TRow>>> fetch, Func<TRow, string> keyOf, Func<TRow, object> show, string filter = "") =>
        PageAsync(fetch, keyOf, (row, _) => show(row), resourceOf: null, static _ => [], filter);

    /// <summary>Answers a page of rows, without those of things that the engine does not let the caller read.</summary>
    public Task<Answer> PageAsync<TRow>(
        Func<string, int, Task<List<TRow>>> fetch, Func<TRow, string> keyOf, Func<TRow, object> show, Func<TRow, EntityRef> resourceOf) =>
        PageAsync(fetch, keyOf, (row, _) => show(row), resourceOf, static _ => []);

    /// <summary>The same, of rows that name other things, which the caller may or may not read.</summary>
    /// <param name="fetch">The rows after a key, in the order of keys: at most so many.</param>
    /// <param name="keyOf">The key of a row.</param>
    /// <param name="show">The row as it is answered to who may read these things.</param>
    /// <param name="resourceOf">What the caller must be able to read; null: all of the rows may be seen.</param>
    /// <param name="namedBy">The other things that a row names.</param>
    /// <param name="filter">What was asked for, beside what the address says: a cursor is of one such list.</param>
    public async Task<Answer> PageAsync<TRow>(
        Func<string, int, Task<List<TRow>>> fetch,
        Func<TRow, string> keyOf,
        Func<TRow, IReadOnlySet<EntityRef>, object> show,
        Func<TRow, EntityRef>? resourceOf,
        Func<TRow, IEnumerable<EntityRef>> namedBy,
        string filter = "")
    {
        var limit = ReadLimit();
        var list = $"{http.Request.Path}\n{http.Request.Query["projectId"]}\n{http.Request.Query["ownerId"]}\n{Subject}";
        if (filter.Length > 0) list += $"\n{filter}";
        var after = cursors.Read(list, http.Request.Query["cursor"]);
        var shown = new List<TRow>();
        var isAtEnd = false;
        for (var round = 0; round < MaximumRounds && shown.Count < limit && !isAtEnd; round++)
        {
            var rows = await fetch(after, limit + 1);
            isAtEnd = rows.Count <= limit;
            var readable = resourceOf is null ? null : await ReadableAsync(rows.Select(resourceOf));
            foreach (var row in rows)
            {
                if (shown.Count == limit)
                {
                    isAtEnd = false;
                    break;
                }

                if (readable is null || readable.Contains(resourceOf!(row))) shown.Add(row);
                after = keyOf(row);
            }
        }

        var named = await ReadableAsync(shown.SelectMany(namedBy));
        return Answer.Of(new
        {
            items = shown.Select(row => show(row, named)).ToArray(),
            nextCursor = isAtEnd ? null : cursors.Make(list, after),
        });
    }

    private int ReadLimit()
    {
        if (http.Request.Query["limit"] is not [{ } text]) return DefaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaximumLimit
            ? limit
            : throw new ProblemException(ManagementProblems.InvalidParameter("limit", text, $"a whole number from 1 to {MaximumLimit}"));
    }
}
