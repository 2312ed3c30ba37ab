using Velro.Data.Transactions;

namespace Velro.Data.Sharing;

/// <summary>The statements about the blocks of users on things of one type.</summary>
public sealed class BlockTable
{
    /// <summary>The blocks on projects.</summary>
    public static readonly BlockTable OfProjects = new("project");

    /// <summary>The blocks on generations.</summary>
    public static readonly BlockTable OfGenerations = new("generation");

    private readonly string _put;
    private readonly string _delete;

    private BlockTable(string type)
    {
        _put =
            $"""
            /* velro:{type}_blocks.put */
            insert into public.{type}_blocks ({type}_id, user_id) values ($1, $2) on conflict do nothing
            """;
        _delete =
            $"""
            /* velro:{type}_blocks.delete */
            delete from public.{type}_blocks where {type}_id = $1 and user_id = $2
            """;
    }

    /// <summary>Blocks the user.</summary>
    /// <returns>Whether it was not blocked before.</returns>
    public async Task<bool> PutAsync(StoreTransaction transaction, string id, string userId) =>
        await transaction.ExecuteAsync(_put, id, userId) == 1;

    /// <summary>Ends the block.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(StoreTransaction transaction, string id, string userId) =>
        await transaction.ExecuteAsync(_delete, id, userId) == 1;
}
