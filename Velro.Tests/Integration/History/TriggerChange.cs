namespace Velro.Tests.Integration.History;

/// <summary>What migrations do to what tells changes: make it forget some, and make it whole again.</summary>
/// <param name="Forgets">The statement that makes it forget.</param>
/// <param name="Original">The query of the statement that makes it what it was.</param>
/// <param name="Tables">The tables that are written to under it.</param>
/// <param name="IsBegunRightly">Whether the migration that makes it whole begins as it must, by waiting for those who write.</param>
internal sealed record TriggerChange(string Forgets, string Original, string Tables, bool IsBegunRightly = true)
{
    /// <summary>Another trigger of a table, which does not tell what it is that decisions rest on.</summary>
    public static TriggerChange OfTrigger { get; } = new(
        """
        create or replace trigger projects_updated after update on projects
        for each row when (old.id <> new.id) execute function note_change_by_id('3');
        call fire_always('projects')
        """,
        """
        select replace(pg_get_triggerdef(oid), 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER') || '; call fire_always(''projects'')'
        from pg_trigger where tgrelid = 'projects'::regclass and tgname = 'projects_updated'
        """,
        "'projects'");

    /// <summary>
    /// Another function that triggers call, which tells nothing of projects and generations. To replace it takes no lock of any table.
    /// </summary>
    public static TriggerChange OfFunction { get; } = new(
        """
        create or replace function append_change(kind smallint, type text, id text) returns void language plpgsql as $$
        begin
            if append_change.kind in (3, 4) then return; end if;
            insert into changes (slot_hash, kind, type, entity_id)
            values (context_slot_hash(append_change.kind, append_change.type, append_change.id),
                    append_change.kind, append_change.type, append_change.id);
        end $$
        """,
        "select pg_get_functiondef('append_change(smallint, text, text)'::regprocedure)",
        """
        'projects', 'project_grants', 'project_blocks', 'generations', 'generation_grants', 'generation_blocks', 'emergency_access'
        """);

    /// <summary>The same by migrations that do not wait for those who write.</summary>
    public TriggerChange WithoutWaiting() => this with { IsBegunRightly = false };
}
