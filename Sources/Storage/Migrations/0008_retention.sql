-- How long things stay. An organization's custodians say it in days; once a day workers delete what is older, through functions
-- that take no dates: whoever calls them can delete what the schedule gives up, and nothing else.

-- A column without days means: for as long as the organization is here. What was deleted since the last line in the audit
-- chain is counted here, so that a run that is interrupted and taken up again ends in one line with the whole.
create table queue.retention (
  organization_id uuid primary key references auth.organization,
  interaction_days integer check (interaction_days > 0),
  comment_days integer check (comment_days > 0),
  -- Finished jobs go after fourteen days whatever is said here (queue.maintain).
  job_days integer check (job_days between 1 and 14),
  changed_at timestamptz not null default clock_timestamp(),
  ran_at timestamptz,
  deleted_interactions bigint not null default 0,
  deleted_comments bigint not null default 0,
  deleted_cases bigint not null default 0,
  deleted_jobs bigint not null default 0
);

create index retention_by_age on queue.retention (greatest(changed_at, ran_at));
create index job_of_retention on queue.job (organization_id) where kind = 3;

create index nps_comment_by_time on phano.nps_response (organization_id, responded_at) where comment is not null;

-- Whether workers are let into this database. After a restoration they are not, until its erasures were repeated; and what a
-- schedule of the past gives up is not to be deleted before somebody has looked at it.
create function ctx.is_open() returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select has_database_privilege('phano_worker', current_database(), 'connect')
$$;

-- The schedule of the organization in context; no row when there is none.
create function queue.retention_schedule()
returns table (interaction_days integer, comment_days integer, job_days integer, changed_at timestamptz,
  ran_at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return query
  select r.interaction_days, r.comment_days, r.job_days, r.changed_at, r.ran_at
  from queue.retention r
  where r.organization_id = v_org;
end $$;

-- Sets the whole schedule; null keeps. What workers do about it begins a day later, so that a slip can be taken back.
create function queue.set_retention(p_interaction_days integer, p_comment_days integer, p_job_days integer)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
begin
  perform ctx.begin_write();
  if least(p_interaction_days, p_comment_days, p_job_days) < 1 or p_job_days > 14 then
    raise exception using errcode = '22023', message = 'days of retention are 1 or more, those of jobs 14 at most';
  end if;
  insert into queue.retention as r (organization_id, interaction_days, comment_days, job_days)
  values (v_org, p_interaction_days, p_comment_days, p_job_days)
  on conflict (organization_id) do update
  set interaction_days = excluded.interaction_days, comment_days = excluded.comment_days,
    job_days = excluded.job_days, changed_at = clock_timestamp();
  perform audit.append('set_retention', format('interactions %s, comments %s, jobs %s',
    coalesce(p_interaction_days::text, 'kept'), coalesce(p_comment_days::text, 'kept'),
    coalesce(p_job_days::text, 'kept')));
end $$;

-- A job of an organization as a whole, as the queue plans them itself: its place is the organization's own id, so that there
-- is one however many workers ask, and a dead letter of an earlier one gives way. False when there is one already, or when
-- somebody's open transaction is in the way; the next round comes soon.
create function queue.plan_job(p_organization uuid, p_kind integer, p_priority integer) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set lock_timeout = '50ms'
as $$
begin
  -- Whoever is deleting the organization has this row.
  perform 1 from queue.tenant t where t.organization_id = p_organization for key share skip locked;
  if not found then
    return false;
  end if;
  delete from queue.job_dead d
  where d.organization_id = p_organization and d.interaction_id = p_organization and d.kind = p_kind;
  insert into queue.job (organization_id, interaction_id, kind, priority)
  values (p_organization, p_organization, p_kind, p_priority)
  on conflict (organization_id, interaction_id, kind) do nothing;
  return found;
exception when lock_not_available then
  return false;
end $$;

-- One job an organization and day. No more than eight at a time, so that a day on which many are due takes neither the
-- workers' places nor their connections from those who wait for verdicts. What nobody takes, since the organization is
-- paused, keeps its place for a minute only.
create function queue.plan_retention() returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_organization uuid;
  v_places integer;
  n integer := 0;
begin
  if not ctx.is_open() then
    return 0;
  end if;
  -- With the claim's lock, so that no two workers fill the same places.
  perform pg_advisory_xact_lock(7301, 1);
  select 8 - count(*) into v_places
  from queue.job j
  where j.kind = 3 and (j.state = 1 or (j.state = 0 and j.enqueued_at > clock_timestamp() - interval '1 minute'));
  -- More than there are places for, since some may be busy.
  for v_organization in
    select r.organization_id
    from queue.retention r
    join auth.organization o on o.id = r.organization_id
    where greatest(r.changed_at, r.ran_at) < clock_timestamp() - interval '1 day'
      and coalesce(r.interaction_days, r.comment_days, r.job_days) is not null
      and o.status = 'active'
      and not exists (
        select from queue.job j
        where j.organization_id = r.organization_id and j.interaction_id = r.organization_id and j.kind = 3)
      -- A run that was given up is tried again, but not at once.
      and not exists (
        select from queue.job_dead d
        where d.organization_id = r.organization_id and d.interaction_id = r.organization_id and d.kind = 3
          and d.died_at > clock_timestamp() - interval '1 hour')
    order by greatest(r.changed_at, r.ran_at)
    limit 64
  loop
    exit when n >= v_places;
    if queue.plan_job(v_organization, 3, 100) then
      n := n + 1;
    end if;
  end loop;
  return n;
end $$;

-- Whether the calling worker holds a job of retention of the organization in context, under this lease. Whoever erases or
-- rescues waits for this transaction.
create function queue.holds_retention(p_job bigint, p_lease bigint) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_held queue.lease := queue.leaseholder();
begin
  perform 1
  from queue.job j
  where j.id = p_job and j.lease = p_lease and j.organization_id = v_held.organization_id
    and j.interaction_id = v_held.organization_id and j.kind = 3 and j.state = 1 and j.worker_id = v_held.worker_id
  for update;
  return found;
end $$;

-- What the queue knows of interactions that go: jobs that wait, and dead letters. A job in a worker's hands ends by itself.
create function queue.forget_interactions(p_interactions uuid[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
begin
  delete from queue.job j
  where j.organization_id = v_org and j.interaction_id = any(p_interactions) and j.kind = 1 and j.state <> 1;
  delete from queue.job_dead d
  where d.organization_id = v_org and d.interaction_id = any(p_interactions) and d.kind = 1;
end $$;

-- Deletes up to so many rows of the history of finished and given-up jobs, and counts what was deleted altogether.
create function queue.expire_jobs(p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
  v_before timestamptz;
  v_done integer;
  v_dead integer;
begin
  select clock_timestamp() - make_interval(days => r.job_days) into v_before
  from queue.retention r
  where r.organization_id = v_org and r.job_days is not null;
  if not found then
    return 0;
  end if;
  delete from queue.job_done d
  using (
    select o.tableoid as part, o.ctid as place
    from queue.job_done o
    where o.organization_id = v_org and o.finished_at < v_before
    limit p_limit
  ) old
  where d.tableoid = old.part and d.ctid = old.place and d.organization_id = v_org and d.finished_at < v_before;
  get diagnostics v_done = row_count;
  delete from queue.job_dead d
  where d.id = any(array(
    select o.id from queue.job_dead o
    where o.organization_id = v_org and o.died_at < v_before
    limit p_limit));
  get diagnostics v_dead = row_count;
  return v_done + v_dead;
end $$;

-- Adds to what this run has deleted; at its end returns the whole, and begins anew.
create function queue.count_retention(
  p_interactions integer, p_comments integer, p_cases integer, p_jobs integer, p_is_finished boolean
) returns table (interactions bigint, comments bigint, cases bigint, jobs bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return query
  update queue.retention r
  set deleted_interactions = r.deleted_interactions + p_interactions,
    deleted_comments = r.deleted_comments + p_comments,
    deleted_cases = r.deleted_cases + p_cases,
    deleted_jobs = r.deleted_jobs + p_jobs
  where r.organization_id = v_org
  returning r.deleted_interactions, r.deleted_comments, r.deleted_cases, r.deleted_jobs;
  if p_is_finished then
    update queue.retention r
    set ran_at = clock_timestamp(), deleted_interactions = 0, deleted_comments = 0, deleted_cases = 0,
      deleted_jobs = 0
    where r.organization_id = v_org;
  end if;
end $$;

-- One batch, for the organization in context: up to so many interactions with all that hangs on them, comments, and jobs.
-- Finished when there was less to delete than it might have been; then the audit chain gets its line. Everything older than
-- the schedule says goes, and nothing else can.
create function phano.expire(p_limit integer)
returns table (interactions bigint, comments bigint, cases bigint, jobs bigint, is_finished boolean)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  v_schedule record;
  v_gone uuid[];
  v_conversations bytea[];
  v_interactions integer;
  v_comments integer := 0;
  v_cases integer := 0;
  v_jobs integer;
  v_finished boolean;
  v_total record;
begin
  if not ctx.is_open() then
    raise exception using errcode = '55000', message = 'the database was restored and is not open yet',
      hint = 'Repeat the erasures, look at the schedule, and open it: deploy/restore.sh --open.';
  end if;
  if p_limit not between 1 and 10000 then
    raise exception using errcode = '22023', message = 'a batch of retention takes 1 to 10000 rows';
  end if;
  select s.interaction_days, s.comment_days, s.job_days into v_schedule from queue.retention_schedule() s;
  if not found then
    raise exception using errcode = '22023', message = 'the organization has no retention schedule',
      hint = 'Set one with phano retention set.';
  end if;

  with gone as (
    delete from phano.interaction i
    where i.organization_id = v_org
      and i.id = any(array(
        select o.id from phano.interaction o
        where o.organization_id = v_org
          and o.occurred_at < clock_timestamp() - make_interval(days => v_schedule.interaction_days)
        order by o.occurred_at
        limit p_limit))
    returning i.id, i.conversation
  )
  select array_agg(g.id), array_agg(distinct g.conversation::bytea) into v_gone, v_conversations from gone g;
  v_interactions := coalesce(cardinality(v_gone), 0);
  if v_interactions > 0 then
    perform queue.forget_interactions(v_gone);
    delete from phano.masking_case c
    where c.organization_id = v_org and c.conversation = any(v_conversations)
      and not exists (
        select from phano.interaction i
        where i.organization_id = v_org and i.conversation = c.conversation);
    get diagnostics v_cases = row_count;
  end if;

  update phano.nps_response n
  set comment = null
  where n.organization_id = v_org
    and n.id = any(array(
      select o.id from phano.nps_response o
      where o.organization_id = v_org and o.comment is not null
        and o.responded_at < clock_timestamp() - make_interval(days => v_schedule.comment_days)
      order by o.responded_at
      limit p_limit));
  get diagnostics v_comments = row_count;

  v_jobs := queue.expire_jobs(p_limit);
  if v_schedule.job_days is not null then
    -- Deliveries that ended are jobs that did (0011).
    v_jobs := v_jobs + phano.expire_deliveries(v_schedule.job_days, p_limit);
  end if;
  v_finished := v_interactions < p_limit and v_comments < p_limit and v_jobs < p_limit;
  select t.interactions, t.comments, t.cases, t.jobs into v_total
  from queue.count_retention(v_interactions, v_comments, v_cases, v_jobs, v_finished) t;
  if v_finished then
    perform audit.append('retention', format('%s interactions, %s comments, %s cases, %s finished jobs',
      v_total.interactions, v_total.comments, v_total.cases, v_total.jobs));
  end if;
  return query select v_total.interactions, v_total.comments, v_total.cases, v_total.jobs, v_finished;
end $$;

-- The door of workers: with a job of retention in hand, which ends together with the last batch, or at once when the schedule
-- was changed meanwhile: what it says now begins a day after it was said.
create function phano.retain(p_job bigint, p_lease bigint, p_limit integer)
returns table (interactions bigint, comments bigint, cases bigint, jobs bigint, is_finished boolean)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_batch record;
begin
  if not queue.holds_retention(p_job, p_lease) then
    raise exception using errcode = '55000', message = 'lease lost';
  end if;
  perform 1 from queue.retention_schedule() s
  where greatest(s.changed_at, s.ran_at) < clock_timestamp() - interval '1 day';
  if not found then
    perform queue.complete(array[p_job], array[p_lease]);
    return query select 0::bigint, 0::bigint, 0::bigint, 0::bigint, true;
    return;
  end if;
  select * into v_batch from phano.expire(p_limit);
  if v_batch.is_finished then
    perform queue.complete(array[p_job], array[p_lease]);
  end if;
  return query
  select v_batch.interactions, v_batch.comments, v_batch.cases, v_batch.jobs, v_batch.is_finished;
end $$;

-- The door of custodians, who need not wait for the day to pass.
create function phano.retain_now(p_limit integer)
returns table (interactions bigint, comments bigint, cases bigint, jobs bigint, is_finished boolean)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ctx.require_custodian();
  return query select * from phano.expire(p_limit);
end $$;

-- Privileges.

revoke all on function ctx.is_open() from public;
grant execute on function ctx.is_open() to phano_queue, phano_owner;
grant select, insert, update, delete on queue.retention to phano_queue;
do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'queue'::regnamespace and p.proname in (
      'retention_schedule', 'set_retention', 'plan_job', 'plan_retention', 'holds_retention', 'forget_interactions', 'expire_jobs',
      'count_retention')
  loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to phano_queue', f);
  end loop;
end $$;
revoke all on function phano.expire(integer), phano.retain(bigint, bigint, integer), phano.retain_now(integer)
  from public;
-- What phano.expire does on the way, as the tables' owner; no login may.
grant execute on function queue.retention_schedule(), queue.holds_retention(bigint, bigint),
  queue.forget_interactions(uuid[]), queue.expire_jobs(integer),
  queue.count_retention(integer, integer, integer, integer, boolean), queue.complete(bigint[], bigint[])
  to phano_owner;
grant execute on function queue.plan_retention() to phano_dispatcher;
grant execute on function phano.retain(bigint, bigint, integer) to phano_worker;
grant execute on function queue.retention_schedule() to phano_operator;
grant execute on function queue.set_retention(integer, integer, integer), phano.retain_now(integer)
  to phano_custodian;
