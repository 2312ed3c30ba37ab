namespace Velro.Data.Search;

/// <summary>Statements that walk whole tables by id, for searches that no relationship narrows: $1 from where, $2 how many.</summary>
internal static class ScanSql
{
    public const string ActiveUsers =
        """
        /* velro:search.users */
        select id, null::text from public.users where state = 'active' and id > $1 order by id limit $2
        """;

    public const string Teams =
        """
        /* velro:search.teams */
        select id, null::text from public.teams where id > $1 order by id limit $2
        """;

    public const string Projects =
        """
        /* velro:search.all_projects */
        select id, null::text from public.projects where id > $1 order by id limit $2
        """;

    public const string Generations =
        """
        /* velro:search.all_generations */
        select id, null::text from public.generations where id > $1 order by id limit $2
        """;

    /// <summary>$3 the type.</summary>
    public const string Entities =
        """
        /* velro:search.entities */
        select id, null::text from public.entities where type = $3 and id > $1 order by id limit $2
        """;

    public const string PublicProjects =
        """
        /* velro:search.public_projects */
        select id, null::text from public.projects where visibility = 'public' and id > $1 order by id limit $2
        """;
}
