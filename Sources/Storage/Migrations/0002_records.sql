-- What an organization knows of its customers: accounts, contacts, interactions with turns, metrics, NPS, verdicts.
-- Every key carries organization_id, because unique checks and foreign keys look past row security.

create table phano.account (
  organization_id uuid not null references auth.organization,
  id uuid not null default gen_random_uuid(),
  external_id text not null check (external_id <> ''),
  name text not null,
  segment text,
  arr_eur bigint check (arr_eur >= 0),
  renewal_on date,
  customer_since date,
  domain text check (domain = lower(domain)),
  created_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, external_id),
  unique (organization_id, domain)
);

create table phano.contact (
  organization_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  name text,
  email text,
  phone text,
  created_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, account_id, email),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);

-- channel: 1 email, 2 ticket, 3 call, 4 meeting, 5 survey
create table phano.interaction (
  organization_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  contact_id uuid,
  source text not null check (source <> ''),
  external_id text not null check (external_id <> ''),
  thread_id text,
  channel smallint not null check (channel between 1 and 5),
  subject text,
  language text,
  occurred_at timestamptz not null,
  ingested_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, source, external_id),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade,
  foreign key (organization_id, contact_id) references phano.contact (organization_id, id)
);
create index interaction_by_account on phano.interaction (organization_id, account_id, occurred_at);
create index interaction_by_time on phano.interaction (organization_id, occurred_at);
create index interaction_by_contact on phano.interaction (organization_id, contact_id);

-- author: 1 customer, 2 agent, 3 bot, 4 system
create table phano.turn (
  organization_id uuid not null,
  interaction_id uuid not null,
  position integer not null check (position >= 0),
  author smallint not null check (author between 1 and 4),
  author_name text,
  is_private boolean not null default false,
  is_automatic boolean not null default false,
  at timestamptz,
  body text not null,
  primary key (organization_id, interaction_id, position),
  foreign key (organization_id, interaction_id) references phano.interaction (organization_id, id) on delete cascade
);

-- Usage and support figures: one row an account, day and name. A correction replaces the value and moves recorded_at.
create table phano.metric (
  organization_id uuid not null,
  account_id uuid not null,
  day date not null,
  name text not null check (name <> ''),
  value double precision not null check (value = value),
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, account_id, day, name),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);

create table phano.nps_response (
  organization_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  respondent text not null,
  score smallint not null check (score between 0 and 10),
  responded_at timestamptz not null,
  comment text,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, account_id, respondent, responded_at),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);

-- A verdict is what a model said of the customer's words of one interaction, or why nothing could be asked (silence).
-- label: -1 negative, 0 neutral, 1 positive. Older verdicts stay; one of them is current.
create table phano.verdict (
  organization_id uuid not null,
  id uuid not null default gen_random_uuid(),
  interaction_id uuid not null,
  job_id bigint not null,
  is_current boolean not null default true,
  label smallint check (label between -1 and 1),
  silence text,
  p_negative real check (p_negative between 0 and 1),
  p_neutral real check (p_neutral between 0 and 1),
  p_positive real check (p_positive between 0 and 1),
  confidence real check (confidence between 0 and 1),
  is_mixed boolean not null default false,
  reports_issue boolean not null default false,
  cues jsonb not null default '[]',
  topics jsonb not null default '[]',
  evidence jsonb not null default '[]',
  language text,
  masked_entities integer not null default 0,
  prompt_name text,
  prompt_version text,
  prompt_hash text,
  endpoint text,
  model_requested text,
  model_served text,
  answer_format text,
  region text,
  transfer_basis text,
  tokens_in integer not null default 0,
  tokens_out integer not null default 0,
  tokens_cached integer not null default 0,
  cost_micro_eur bigint not null default 0,
  latency_ms integer not null default 0,
  scored_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, job_id),
  check ((label is null) = (silence is not null)),
  check (label is null or (p_negative is not null and p_neutral is not null and p_positive is not null
    and confidence is not null and prompt_hash is not null and model_requested is not null)),
  foreign key (organization_id, interaction_id) references phano.interaction (organization_id, id) on delete cascade
);
create unique index verdict_current on phano.verdict (organization_id, interaction_id) where is_current;
create index verdict_by_interaction on phano.verdict (organization_id, interaction_id);

call ctx.protect('phano.account');
call ctx.protect('phano.contact');
call ctx.protect('phano.interaction');
call ctx.protect('phano.turn');
call ctx.protect('phano.metric');
call ctx.protect('phano.nps_response');
call ctx.protect('phano.verdict');

grant usage on schema phano to phano_worker, phano_operator, phano_host, phano_dispatcher;
grant select on phano.account, phano.contact, phano.interaction, phano.turn to phano_worker;
grant select, insert, update on phano.verdict to phano_worker;
grant select on all tables in schema phano to phano_operator;
grant insert on phano.account, phano.contact, phano.interaction, phano.turn, phano.metric, phano.nps_response
  to phano_operator, phano_host;
grant update on phano.account, phano.contact, phano.metric, phano.nps_response to phano_operator, phano_host;
grant select on phano.account, phano.contact, phano.interaction, phano.turn, phano.metric, phano.nps_response
  to phano_host;
