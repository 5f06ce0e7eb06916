-- Views for reports. They are a promise: a column of a v1 view keeps its name, its type and its meaning; what is new comes at
-- the end, and what has to change comes as a v2. Each shows what whoever asks may see, and nothing that is sealed.

create view phano.v1_account with (security_invoker) as
select a.organization_id, a.id as account_id, a.external_id as account, a.segment, a.arr_eur, a.renewal_on,
  a.customer_since, a.created_at
from phano.account a;

-- Of several runs of a day the one that knew most.
create view phano.v1_run with (security_invoker) as
select distinct on (r.organization_id, r.day)
  r.organization_id, r.id as run_id, r.day, (array['scheduled', 'first', 'manual'])[r.kind] as kind, r.known_until,
  r.time_zone, r.model, r.usage_metric, r.accounts, r.made_at
from phano.diagnosis_run r
order by r.organization_id, r.day, r.known_until desc;

-- One row an account and day.
create view phano.v1_diagnosis with (security_invoker) as
select d.organization_id, d.account_id, a.external_id as account, d.day, d.run_id, r.model, d.verdict,
  d.details -> 'change' ->> 'previousVerdict' as previous_verdict, d.is_changed, d.score, d.lower as score_lower,
  d.upper as score_upper, (d.details -> 'change' ->> 'scoreChange')::double precision as score_change, d.confidence,
  d.adverse, d.details -> 'trend' ->> 'direction' as tone_trend, d.details ->> 'successAction' as success_action,
  d.details -> 'accountAction' ->> 'kind' as account_action,
  (d.details -> 'accountAction' ->> 'priority')::double precision as account_priority_eur,
  (d.details -> 'promoters' ->> 'promoters')::integer as promoters,
  (d.details -> 'promoters' ->> 'passives')::integer as passives,
  (d.details -> 'promoters' ->> 'detractors')::integer as detractors, d.segment, d.arr_eur, d.renewal_on
from phano.v1_run r
join phano.diagnosis d on d.organization_id = r.organization_id and d.run_id = r.run_id
join phano.account a on a.organization_id = d.organization_id and a.id = d.account_id;

-- The same of the last day that has a run.
create view phano.v1_current with (security_invoker) as
select d.*
from phano.v1_diagnosis d
join (select r.organization_id, max(r.day) as day from phano.diagnosis_run r group by r.organization_id) last
  on last.organization_id = d.organization_id and last.day = d.day;

-- What counts of what models said: one row an interaction. net_tone is -1 to 1, null where nothing could be asked.
create view phano.v1_sentiment with (security_invoker) as
select i.organization_id, i.id as interaction_id, i.account_id, a.external_id as account, i.source, i.external_id,
  (array['email', 'ticket', 'call', 'meeting', 'survey'])[i.channel] as channel, i.language, i.occurred_at,
  (array['negative', 'neutral', 'positive'])[v.label + 2] as label, v.p_positive - v.p_negative as net_tone, v.confidence,
  v.is_mixed, v.reports_issue, v.cues, v.topics, v.silence, v.scored_at, v.prompt_name, v.prompt_version, v.model_served
from phano.interaction i
join phano.account a on a.organization_id = i.organization_id and a.id = i.account_id
join phano.verdict v on v.organization_id = i.organization_id and v.interaction_id = i.id and v.is_current;

-- Of several figures of one account, name and day the one recorded last.
create view phano.v1_metric with (security_invoker) as
select distinct on (m.organization_id, m.account_id, m.name, m.day)
  m.organization_id, m.account_id, a.external_id as account, m.name, m.day, m.value, m.recorded_at
from phano.metric m
join phano.account a on a.organization_id = m.organization_id and a.id = m.account_id
order by m.organization_id, m.account_id, m.name, m.day, m.recorded_at desc;

create view phano.v1_delivery with (security_invoker) as
select d.organization_id, d.id as delivery_id, o.name as destination,
  (array['webhook', 'slack', 'hubspot', 'salesforce'])[o.kind] as kind,
  (array['diagnosis.run_completed', 'diagnosis.account_changed', 'phano.test'])[d.event] as event, d.run_id, d.account_id,
  (array['pending', 'delivered', 'failed'])[d.state] as state, d.attempts, d.last_status, d.last_code, d.created_at,
  d.next_at, d.ended_at
from phano.output_delivery d
join phano.output_destination o on o.organization_id = d.organization_id and o.id = d.destination_id;

grant select on phano.v1_account, phano.v1_run, phano.v1_diagnosis, phano.v1_current, phano.v1_sentiment,
  phano.v1_metric, phano.v1_delivery to phano_operator;
