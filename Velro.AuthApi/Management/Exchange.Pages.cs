using System.Globalization;
using Velro.AuthApi.Problems;
using Velro.Authorization.Entities;
using Velro.Authorization.Roles;

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
    public Task<Answer> PageAsync<TRow>(Func<string, int, Task<List<TRow>>> fetch, Func<TRow, string> keyOf, Func<TRow, object> show) =>
        PageAsync(fetch, keyOf, show, resourceOf: null);

    /// <summary>Answers a page of rows, without those of things that the engine does not let the caller read.</summary>
    /// <param name="fetch">The rows after a key, in the order of keys: at most so many.</param>
    /// <param name="keyOf">The key of a row.</param>
    /// <param name="show">The row as it is answered.</param>
    /// <param name="resourceOf">What the caller must be able to read; null: all of the rows may be seen.</param>
    public async Task<Answer> PageAsync<TRow>(
        Func<string, int, Task<List<TRow>>> fetch, Func<TRow, string> keyOf, Func<TRow, object> show, Func<TRow, EntityRef>? resourceOf)
    {
        var limit = ReadLimit();
        var list = $"{http.Request.Path}\n{http.Request.Query["projectId"]}\n{Subject}";
        var after = cursors.Read(list, http.Request.Query["cursor"]);
        var items = new List<object>();
        var isAtEnd = false;
        for (var round = 0; round < MaximumRounds && items.Count < limit && !isAtEnd; round++)
        {
            var rows = await fetch(after, limit + 1);
            isAtEnd = rows.Count <= limit;
            var isShown = await MayReadAsync(rows, resourceOf);
            for (var i = 0; i < rows.Count; i++)
            {
                if (items.Count == limit)
                {
                    isAtEnd = false;
                    break;
                }

                if (isShown[i]) items.Add(show(rows[i]));
                after = keyOf(rows[i]);
            }
        }

        return Answer.Of(new { items, nextCursor = isAtEnd ? null : cursors.Make(list, after) });
    }

    private async Task<bool[]> MayReadAsync<TRow>(List<TRow> rows, Func<TRow, EntityRef>? resourceOf)
    {
        if (resourceOf is null) return [.. rows.Select(static _ => true)];
        var decisions = await transaction.DecideAllAsync([.. rows.Select(row => Question(CoreActions.Read, resourceOf(row)))]);
        return [.. decisions.Select(static decision => decision.IsPermitted)];
    }

    private int ReadLimit()
    {
        if (http.Request.Query["limit"] is not [{ } text]) return DefaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaximumLimit
            ? limit
            : throw new ProblemException(ManagementProblems.InvalidParameter("limit", text, $"a whole number from 1 to {MaximumLimit}"));
    }
}
