-- Decision records: a sample of what was decided, by month (DESIGN.md section 7). No decision rests on them, so that nothing here appends
-- changes, and a month goes by being dropped.

create table public.decision_records (
    id uuid not null,
    at timestamptz not null,
    key_id text collate "C" not null,
    user_id text collate "C" not null,
    acting_for text collate "C",
    subject_type text collate "C" not null,
    subject_id text collate "C" not null,
    action text collate "C" not null,
    resource_type text collate "C" not null,
    resource_id text collate "C" not null,
    is_permitted boolean not null,
    reason text collate "C" not null,
    layer smallint not null,
    policy text collate "C",
    is_explained boolean not null,
    is_trusted boolean not null,
    is_complete boolean not null,
    sent json,
    primary key (at, id)
) partition by range (at);
create index decision_records_by_subject on public.decision_records (subject_type, subject_id, at);
create index decision_records_by_resource on public.decision_records (resource_type, resource_id, at);
comment on column public.decision_records.is_trusted is 'Whether the caller was one whose sent properties count for core types.';
comment on column public.decision_records.is_complete is 'Whether sent holds all that was sent with the question: it is left out where it is too long.';
comment on column public.decision_records.sent is 'Properties and context. Of type json: it may have escapes and numbers that jsonb does not store.';

-- Makes the partitions of an instant's month and of the next one (UTC) where there are none. Makers wait for each other; readers and writers
-- of other months are not held up, and what holds this up is not waited for long: the next month is made while there is time.
create function public.ensure_decision_partition(at timestamptz) returns void
language plpgsql set lock_timeout = '2s' as $$
declare
    first date := date_trunc('month', at at time zone 'UTC');
    month date;
    partition text;
begin
    foreach month in array array[first, (first + interval '1 month')::date] loop
        partition := 'decision_records_' || to_char(month, 'YYYY_MM');
        continue when to_regclass('public.' || partition) is not null;

        perform pg_advisory_xact_lock(hashtextextended('velro:decision-partitions', 0));
        -- By a statement of its own, which sees what was committed while this one waited; names that were looked up are remembered longer.
        continue when exists (select from pg_class where relnamespace = 'public'::regnamespace and relname = partition);

        execute format('create table public.%I (like public.decision_records including all)', partition);
        execute format(
            'alter table public.decision_records attach partition public.%I for values from (%L) to (%L)',
            partition,
            month::timestamp at time zone 'UTC',
            (month + interval '1 month') at time zone 'UTC');
    end loop;
end $$;

-- Drops the months that ended before an instant, and returns their number.
create function public.drop_decision_partitions(before timestamptz) returns integer
language plpgsql as $$
declare
    partition text;
    dropped integer := 0;
begin
    for partition in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'public.decision_records'::regclass
          and c.relname < 'decision_records_' || to_char(before at time zone 'UTC', 'YYYY_MM')
    loop
        execute format('drop table public.%I', partition);
        dropped := dropped + 1;
    end loop;
    return dropped;
end $$;
