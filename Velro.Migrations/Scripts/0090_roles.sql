-- What each process may do with the database. The migrator owns everything; the API and the warmer work under a role of their own, with what
-- their statements need and no DDL. The roles are groups: a process takes its own when it connects (Velro:Database:Role), or its login is
-- made a member of it and of nothing else. A later script that makes a table says here what it is for, in grants of its own.
do $$
declare
    role text;
begin
    foreach role in array array['velro_api', 'velro_warmer'] loop
        -- Roles are of the server: another database of it may have made them, or be making them now.
        if not exists (select from pg_roles where rolname = role) then
            begin
                execute format('create role %I nologin', role);
            exception
                when duplicate_object or unique_violation then null;
                when insufficient_privilege then
                    raise exception 'The roles of the processes are missing, and % may not create roles.', current_user
                        using errcode = 'insufficient_privilege',
                              hint = format('As an administrator: create role %1$I nologin; grant %1$I to %2$I;', role, current_user);
            end;
        end if;

        -- Whoever is no superuser takes a role, and gives a view away to it, only as its member.
        if not pg_has_role(current_user, role, 'member') then execute format('grant %I to %I', role, current_user); end if;
    end loop;
end $$;

grant usage on schema public to velro_api, velro_warmer;

-- The API reads all but the journal of migrations.
grant select on all tables in schema public to velro_api;
revoke select on public.schema_versions from velro_api;

-- Nothing of these is ever deleted by a request: users leave a row behind, keys and sessions are ended, and emergency access is kept.
grant insert, update on
    public.users, public.sessions, public.service_keys, public.emergency_access, public.protection_keys
    to velro_api;
grant insert, update, delete on
    public.teams, public.team_members, public.projects, public.project_grants, public.project_blocks, public.generations,
    public.generation_grants, public.generation_blocks, public.entities, public.policies, public.media, public.media_blobs, public.passkeys,
    public.accounts, public.pending_sign_ups, public.signing_keys, public.client_owners, public.oauth_clients, public.oauth_authorizations,
    public.oauth_scopes, public.oauth_tokens
    to velro_api;

-- What is only added to: what happened, and what a write leaves behind by its triggers.
grant insert on
    public.audit_events, public.decision_records, public.changes, public.view_marks, public.retired_ids, public.revoked_bootstrap_keys,
    public.idempotency_keys, public.incarnation, public.used_once
    to velro_api;
grant update on public.revision_clock, public.view_refreshes, public.idempotency_keys to velro_api;

-- The warmer reads what decisions rest on, and nobody's credentials or secrets.
grant select on
    public.changes, public.revision_clock, public.incarnation, public.installation, public.users, public.teams, public.team_members,
    public.projects, public.project_grants, public.project_blocks, public.generations, public.generation_grants, public.generation_blocks,
    public.entities, public.policies, public.service_keys, public.sessions, public.emergency_access, public.view_marks,
    public.view_refreshes, public.idempotency_keys, public.decision_records, public.audit_events, public.mv_user_authorization_context,
    public.mv_team_collaboration_cache, public.mv_project_access_context
    to velro_warmer;
grant insert, update, delete on
    public.view_marks, public.mv_user_authorization_context, public.mv_team_collaboration_cache, public.mv_project_access_context
    to velro_warmer;
grant update, delete on public.changes, public.idempotency_keys to velro_warmer;
grant update on public.revision_clock, public.view_refreshes to velro_warmer;
grant insert on public.incarnation, public.changes to velro_warmer;

-- It forgets what signing in leaves behind, and sees of it no more than whether its time is over. Locking a row needs the right to change one
-- of its columns.
grant select (id, expiration_date, authorization_id), update (expiration_date), delete on public.oauth_tokens to velro_warmer;
grant select (id, type, status, creation_date), update (creation_date), delete on public.oauth_authorizations to velro_warmer;
grant select (token_hash, expires_at), update (expires_at), delete on public.pending_sign_ups to velro_warmer;
grant select, update (expires_at), delete on public.used_once to velro_warmer;
grant update (expires_at), delete on public.sessions to velro_warmer;

-- Of security events it removes the old ones, which a trigger holds it to, and says so in another one.
grant insert, delete on public.audit_events to velro_warmer;

-- Only its owner refreshes a materialized view.
grant create on schema public to velro_warmer;
alter materialized view public.mv_generation_access_patterns owner to velro_warmer;
alter materialized view public.mv_platform_activity owner to velro_warmer;
revoke create on schema public from velro_warmer;
grant select on public.mv_generation_access_patterns, public.mv_platform_activity to velro_api;

-- The three things that processes do to the schema itself are functions of the owner, and no one else's.
alter function public.ensure_decision_partition(timestamptz) security definer set search_path = pg_catalog, public, pg_temp;
alter function public.drop_decision_partitions(timestamptz) security definer set search_path = pg_catalog, public, pg_temp;
alter function public.begin_lineage() security definer set search_path = pg_catalog, public, pg_temp;
revoke execute on function
    public.ensure_decision_partition(timestamptz), public.drop_decision_partitions(timestamptz), public.begin_lineage()
    from public;
grant execute on function public.ensure_decision_partition(timestamptz), public.begin_lineage() to velro_api, velro_warmer;
grant execute on function public.drop_decision_partitions(timestamptz) to velro_warmer;
