-- What an organization knows of its customers: accounts, contacts, interactions with turns, metrics, NPS, verdicts.
-- Every key carries organization_id, because unique checks and foreign keys look past row security.
-- What people wrote, and who they are, is sealed (docs/encryption.md). Ids, times, codes and scores are clear.

create table phano.account (
  organization_id uuid not null references auth.organization,
  id uuid not null default gen_random_uuid(),
  external_id text not null check (external_id <> ''),
  -- Both sealed for the row that the external id names; without a name the external id stands for it.
  name vault.sealed,
  domain vault.sealed,
  domain_index vault.blind_index,
  segment text,
  arr_eur bigint check (arr_eur >= 0),
  renewal_on date,
  customer_since date,
  created_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, external_id),
  unique (organization_id, domain_index),
  check ((domain is null) = (domain_index is null))
);

-- The id is a blind index of account and address, or of name and number where there is no address: the same person is the
-- same row, whoever submits it.
create table phano.contact (
  organization_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  name vault.sealed,
  email vault.sealed,
  email_index vault.blind_index,
  phone vault.sealed,
  phone_index vault.blind_index,
  created_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  check ((email is null) = (email_index is null)),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);
create index contact_by_account on phano.contact (organization_id, account_id);
create index contact_by_email on phano.contact (organization_id, email_index);
create index contact_by_phone on phano.contact (organization_id, phone_index);

-- channel: 1 email, 2 ticket, 3 call, 4 meeting, 5 survey
create table phano.interaction (
  organization_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  contact_id uuid,
  source text not null check (source <> ''),
  external_id text not null check (external_id <> ''),
  -- The blind index of account and thread; an interaction without a thread is a conversation of its own.
  conversation vault.blind_index not null,
  channel smallint not null check (channel between 1 and 5),
  language text,
  occurred_at timestamptz not null,
  ingested_at timestamptz not null default clock_timestamp(),
  -- Subject and turns.
  content vault.sealed not null,
  primary key (organization_id, id),
  unique (organization_id, source, external_id),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade,
  foreign key (organization_id, contact_id) references phano.contact (organization_id, id)
);
create index interaction_by_account on phano.interaction (organization_id, account_id, occurred_at);
create index interaction_by_time on phano.interaction (organization_id, occurred_at);
create index interaction_by_contact on phano.interaction (organization_id, contact_id);
create index interaction_by_conversation on phano.interaction (organization_id, conversation);

-- Usage and support figures, as versions: a correction is another row of the same account, name and day, and the one recorded
-- last before a time is what was known then. Rows are never changed, and come through phano.store_metrics alone.
create table phano.metric (
  organization_id uuid not null,
  account_id uuid not null,
  name text not null check (name <> ''),
  day date not null,
  recorded_at timestamptz not null default clock_timestamp(),
  value double precision not null check (value >= 0 and value <= 1e12),
  primary key (organization_id, account_id, name, day, recorded_at) include (value),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);

-- Answers, as versions: a correction is another row of the same account and response, and the one recorded last before a time
-- is what was known then.
create table phano.nps_response (
  organization_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  respondent vault.sealed not null,
  respondent_index vault.blind_index not null,
  -- Which answer it is, by the source's own id, or by person and time; and what was answered, so that the same again is known.
  response_index vault.blind_index not null default uuid_send(gen_random_uuid()),
  content_index vault.blind_index not null default uuid_send(gen_random_uuid()),
  score smallint not null check (score between 0 and 10),
  responded_at timestamptz not null,
  comment vault.sealed,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);
create index nps_response_by_version on phano.nps_response (organization_id, account_id, response_index, recorded_at);
create index nps_response_by_respondent on phano.nps_response (organization_id, respondent_index);

-- A verdict is what a model said of the customer's words of one interaction, or why nothing could be asked (silence).
-- label: -1 negative, 0 neutral, 1 positive. Older verdicts stay; one of them is current.
create table phano.verdict (
  organization_id uuid not null,
  id uuid not null,
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
  -- Quotes of the masked text.
  evidence vault.sealed,
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
  -- What a cheaper classifier said first, how sure it was, and what came of that: 1 its word is the verdict, 2 it was sure
  -- and the model was asked all the same, 3 it was not sure enough. Null without a cascade.
  screened_label smallint check (screened_label between -1 and 1),
  screened_confidence real check (screened_confidence between 0 and 1),
  screening smallint check (screening between 1 and 3),
  scored_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, job_id),
  check (num_nulls(screened_label, screened_confidence, screening) in (0, 3)),
  check (screening is distinct from 1 or screened_label = label),
  check ((label is null) = (silence is not null)),
  check (label is null or (p_negative is not null and p_neutral is not null and p_positive is not null
    and confidence is not null and prompt_hash is not null and model_requested is not null)),
  foreign key (organization_id, interaction_id) references phano.interaction (organization_id, id) on delete cascade
);
create unique index verdict_current on phano.verdict (organization_id, interaction_id) where is_current;
create index verdict_by_interaction on phano.verdict (organization_id, interaction_id);
create index verdict_screened on phano.verdict (organization_id, scored_at) where screening is not null;

call ctx.protect('phano.account');
call ctx.protect('phano.contact');
call ctx.protect('phano.interaction');
call ctx.protect('phano.metric');
call ctx.protect('phano.nps_response');
call ctx.protect('phano.verdict');

grant usage on schema phano to phano_worker, phano_operator, phano_host, phano_dispatcher, phano_custodian;
grant select on phano.account, phano.contact, phano.interaction to phano_worker;
grant select, insert on phano.verdict to phano_worker;
call ctx.allow_changes('phano.verdict', 'phano_worker');
-- Workers seal what came in by SQL.
grant insert on phano.account, phano.contact, phano.interaction, phano.nps_response to phano_worker;
grant update (name) on phano.account to phano_worker;
grant update (name, phone, phone_index) on phano.contact to phano_worker;
grant select on phano.metric, phano.nps_response to phano_worker;
grant select on all tables in schema phano to phano_operator;
grant insert on phano.account, phano.contact, phano.interaction, phano.nps_response
  to phano_operator, phano_host;
call ctx.allow_changes('phano.account', 'phano_operator', 'phano_host');
call ctx.allow_changes('phano.contact', 'phano_operator', 'phano_host');
call ctx.allow_changes('phano.nps_response', 'phano_operator', 'phano_host');
grant select on phano.account, phano.contact, phano.interaction, phano.metric, phano.nps_response to phano_host;
